import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconBuilding, IconEye } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { EmptyState } from '../../../components/empty-state';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { StatCard } from '../../../components/stat-card';
import { StatusBadge } from '../../../components/status-badge';
import { ButtonLink, TextLink } from '../../../components/text-link';
import { platformTenantQuery } from '../api/get-platform-tenant';
import { TenantMoney } from '../components/tenant-money';
import { TenantPagesCard } from '../components/tenant-pages-card';
import { TenantPlan } from '../components/tenant-plan';
import { TenantState } from '../components/tenant-state';

/** One tenant as those who run the platform see it: what it holds, and what can be done to it. */
export function TenantPage() {
  const { id } = useParams({ strict: false });
  const tenant = useQuery(platformTenantQuery(id ?? ''));
  if (tenant.data) return <FoundTenant tenant={tenant.data} />;
  return (
    <>
      <PageHeader title="Tenant" />
      <QueryState query={tenant}>
        {() => (
          <EmptyState
            icon={IconBuilding}
            title="There is no tenant of this id"
            description="The link may be old or cut off. Look for the tenant by its name."
            action={<ButtonLink to="/platform/tenants">All tenants</ButtonLink>}
          />
        )}
      </QueryState>
    </>
  );
}

function FoundTenant({ tenant }: { tenant: Schemas['PlatformTenantView'] }) {
  const { id: tenantId, currency } = tenant;
  const params = { tenantId };
  return (
    <>
      <PageHeader
        title={tenant.name}
        badge={<StatusBadge status={tenant.status} />}
        description={
          <>
            Opened <InstantText at={tenant.createdAt} style="day" />, id <code>{tenantId}</code>.{' '}
            <TextLink to="/platform/tenants">All tenants</TextLink>
          </>
        }
        actions={
          <ButtonLink
            to="/tenants/$tenantId/home"
            params={params}
            variant="default"
            leftSection={<IconEye size={16} aria-hidden />}
          >
            View as the tenant
          </ButtonLink>
        }
      />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
          <StatCard
            label="Available"
            value={<MoneyText amount={tenant.available} currency={currency} mostDigits={2} />}
            hint={
              <>
                <MoneyText amount={tenant.reserved} currency={currency} mostDigits={4} /> held for messages
              </>
            }
          />
          <StatCard label="Plan" value={tenant.planCode ?? 'None'} hint="limits and fees are below" />
          <StatCard
            label="Phone numbers"
            value={tenant.phoneNumbers.toLocaleString('en-US')}
            hint={
              <TextLink to="/tenants/$tenantId/phone-numbers" params={params}>
                See them
              </TextLink>
            }
          />
          <StatCard
            label="Members"
            value={tenant.members.toLocaleString('en-US')}
            hint={
              <TextLink to="/tenants/$tenantId/team" params={params}>
                See and invite
              </TextLink>
            }
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <TenantPlan tenant={tenant} />
          <Stack gap="md">
            <TenantMoney tenant={tenant} />
            <TenantPagesCard tenantId={tenantId} />
          </Stack>
        </SimpleGrid>
        <TenantState tenant={tenant} />
      </Stack>
    </>
  );
}
