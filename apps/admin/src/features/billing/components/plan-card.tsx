import { Alert, Badge, Group, SimpleGrid, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { signOfMoney } from '../../../lib/money';
import { formatBasisPoints } from '../../../lib/basis-points';

interface PlanCardProps {
  plan: Schemas['PlanView'];
  standing: Schemas['PlanStandingView'];
  currency: string;
  action: ReactNode;
}

/** The plan that the tenant holds: what it costs, and until when it runs. */
export function PlanCard({ plan, standing, currency, action }: PlanCardProps) {
  const money = (amount: string) => <MoneyText amount={amount} currency={currency} />;
  const isOwing = signOfMoney(standing.owedFee) > 0;
  return (
    <SectionCard
      title={`Plan: ${plan.name}`}
      description={
        <>
          Code <code>{plan.code}</code>. {periodWords(standing)}
        </>
      }
      actions={action}
    >
      {isOwing && (
        <Alert color="red" icon={<IconAlertTriangle />} title="A monthly fee could not be paid" mb="md">
          <Text size="sm">
            {money(standing.owedFee)} is owed and will be taken as soon as there is money in the wallet.{' '}
            {standing.graceUntil && (
              <>
                Until <InstantText at={standing.graceUntil} /> messages go on; after that they are refused.
              </>
            )}
          </Text>
        </Alert>
      )}
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 4 }} m={0}>
        <Fact name="Monthly fee" value={money(plan.monthlyFee)} hint="taken at the end of the period" />
        <Fact name="Platform fee" value={money(plan.platformFee)} hint="per message that Meta takes" />
        <Fact name="Markup" value={formatBasisPoints(plan.markupBps)} hint="on top of Meta’s fee" />
        <Fact
          name="This period so far"
          value={<MoneyText amount={standing.accruedFee} currency={currency} mostDigits={2} />}
          hint={<>of {money(standing.nextFee)} at its end, unless the plan changes</>}
        />
      </SimpleGrid>
      <Text fw={600} size="sm" mt="lg" mb={6}>
        Features
      </Text>
      {plan.features.length === 0 ? (
        <Text size="sm" c="dimmed">
          None beyond the basics.
        </Text>
      ) : (
        <Group gap={6}>
          {plan.features.map((feature) => (
            <Badge key={feature}>{featureWords(feature)}</Badge>
          ))}
        </Group>
      )}
    </SectionCard>
  );
}

function Fact({ name, value, hint }: { name: string; value: ReactNode; hint: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed" fw={500}>
        {name}
      </Text>
      <Text component="dd" m={0} fw={600} size="lg">
        {value}
      </Text>
      <Text component="dd" m={0} size="sm" c="dimmed">
        {hint}
      </Text>
    </div>
  );
}

function periodWords({ periodStart, periodEnd, renews, accessEndsAt }: Schemas['PlanStandingView']): ReactNode {
  if (!periodEnd)
    return (
      <>
        Since <InstantText at={periodStart} style="day" />, without an end.
      </>
    );
  return (
    <>
      This period runs from <InstantText at={periodStart} style="day" /> to <InstantText at={periodEnd} style="day" />
      {renews ? ', then another month follows.' : ' and is the last one.'}{' '}
      {!renews && accessEndsAt && (
        <>
          Messages are refused from <InstantText at={accessEndsAt} /> on.
        </>
      )}
    </>
  );
}

function featureWords(feature: string): string {
  const words: Record<string, string> = {
    webhooks: 'Webhooks',
    webhook_envelope: 'Webhook envelope format',
    mmlite: 'Marketing Messages Lite',
    v2_api: 'API version 2',
  };
  return words[feature] ?? feature.replaceAll('_', ' ');
}
