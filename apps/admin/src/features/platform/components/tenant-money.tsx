import { Group, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { SectionCard } from '../../../components/section-card';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';

/** The ways to a tenant's wallet: where money that it paid is booked, and mistakes are put right. */
export function TenantMoney({ tenant }: { tenant: Schemas['PlatformTenantView'] }) {
  const { may } = useRole();
  const to = '/tenants/$tenantId/billing' as const;
  const params = { tenantId: tenant.id };
  return (
    <SectionCard title="Wallet" description={`Everything is booked in ${tenant.currency}, the tenant’s own currency.`}>
      <Text size="sm" mb="sm">
        Top up when a payment has come in. Adjust to put a mistake right, refund to give money back: each stands in the
        tenant’s ledger with your reason and in its audit log with your name.
      </Text>
      <Group gap="sm">
        {may('wallet:top-up') && (
          <>
            <ButtonLink size="sm" to={to} params={params} search={{ move: 'topUp' }}>
              Top up
            </ButtonLink>
            <ButtonLink size="sm" variant="default" to={to} params={params} search={{ move: 'adjust' }}>
              Adjust
            </ButtonLink>
            <ButtonLink size="sm" variant="default" to={to} params={params} search={{ move: 'refund' }}>
              Refund
            </ButtonLink>
          </>
        )}
        <ButtonLink size="sm" variant="subtle" to={to} params={params}>
          Ledger
        </ButtonLink>
      </Group>
    </SectionCard>
  );
}
