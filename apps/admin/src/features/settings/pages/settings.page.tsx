import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { tenantSettingsQuery } from '../api/get-settings';
import { GeneralForm } from '../components/general-form';

/** What the tenant decides about itself, with the ways to what is decided elsewhere. */
export function SettingsPage() {
  const { id: tenantId, name } = useTenant();
  const { may } = useRole(tenantId);
  const settings = useQuery(tenantSettingsQuery(tenantId));
  return (
    <>
      <PageHeader title="Settings" description={`What ${name} decides about itself.`} />
      <Stack gap="md" maw={820}>
        <QueryState query={settings}>
          {(found) => <GeneralForm tenantId={tenantId} settings={found} mayChange={may('tenant:change')} />}
        </QueryState>
        {may('wallet:read') && (
          <SectionCard title="Balance alert" description="Who is warned when money runs out, and below which balance.">
            <ButtonLink size="sm" variant="default" to="/tenants/$tenantId/billing" params={{ tenantId }}>
              Open billing
            </ButtonLink>
          </SectionCard>
        )}
        {may('platform:manage') && (
          <SectionCard
            title="For operators"
            description="What nobody of the tenant can do: change its plan, move its money, suspend or close it."
          >
            <ButtonLink size="sm" variant="default" to="/platform/tenants/$id" params={{ id: tenantId }}>
              Manage this tenant
            </ButtonLink>
          </SectionCard>
        )}
      </Stack>
    </>
  );
}
