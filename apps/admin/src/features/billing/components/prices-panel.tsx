import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { MoneyText } from '../../../components/money-text';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatCard } from '../../../components/stat-card';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { planStandingQuery } from '../api/get-plan-standing';
import { allPlansQuery } from '../api/list-plans';
import { formatBasisPoints } from '../../../lib/basis-points';
import { PriceCalculator } from './price-calculator';
import { RateCardBrowser } from './rate-card-browser';

/** What messages cost: for one that is asked for, what every price is made of, and Meta's price lists. */
export function PricesPanel({ tenantId, currency }: { tenantId: string; currency: string }) {
  return (
    <Stack>
      <PriceCalculator tenantId={tenantId} />
      <PriceParts tenantId={tenantId} currency={currency} />
      <RateCardBrowser currency={currency} />
    </Stack>
  );
}

/** What a price is made of. */
function PriceParts({ tenantId, currency }: { tenantId: string; currency: string }) {
  const { may } = useRole(tenantId);
  const standing = useQuery(planStandingQuery(tenantId));
  const plans = useQuery(allPlansQuery);
  return (
    <SectionCard
      title="What a message costs"
      description="The platform fee, Meta’s fee for the recipient’s market and the message’s category, and a markup on Meta’s fee. The page of each message explains what it was charged."
      actions={
        may('messages:send') && (
          <ButtonLink to="/tenants/$tenantId/compose" params={{ tenantId }} size="xs" variant="default">
            See a price in the composer
          </ButtonLink>
        )
      }
    >
      <QueryState query={standing}>
        {({ planCode }) => (
          <QueryState query={plans}>
            {(all) => {
              const plan = all.find(({ code }) => code === planCode);
              if (!plan) return <Text c="dimmed">The plan is not known.</Text>;
              return (
                <SimpleGrid cols={{ base: 1, sm: 3 }}>
                  <StatCard
                    label="Platform fee"
                    value={<MoneyText amount={plan.platformFee} currency={currency} />}
                    hint={`per message, by the plan ${plan.name}`}
                  />
                  <StatCard label="Markup" value={formatBasisPoints(plan.markupBps)} hint="on top of Meta’s fee" />
                  <StatCard label="Meta’s fee" value="By market" hint="as in Meta’s own price list, once delivered" />
                </SimpleGrid>
              );
            }}
          </QueryState>
        )}
      </QueryState>
    </SectionCard>
  );
}
