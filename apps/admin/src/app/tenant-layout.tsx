import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconAlertTriangle, IconBuilding } from '@tabler/icons-react';
import { useEffect } from 'react';
import { ApiProblem } from '../api/problem';
import { EmptyState } from '../components/empty-state';
import { PageHeader } from '../components/page-header';
import { QueryState } from '../components/query-state';
import { ButtonLink } from '../components/text-link';
import { lastTenant } from '../lib/last-tenant';
import { mayEnter } from '../lib/permissions';
import { useSession } from '../lib/session';
import { TenantContext, tenantQuery } from '../lib/tenant';
import { GuardedOutlet } from './guarded-outlet';
import { VisitorBanner } from './visitor-banner';

/** Around the pages of a tenant: only for those who belong to it, and with the tenant known. */
export function TenantLayout() {
  const { tenantId } = useParams({ from: '/shell/tenants/$tenantId' });
  const mayCome = mayEnter(useSession(), tenantId);
  const tenant = useQuery({ ...tenantQuery(tenantId), enabled: mayCome });

  useEffect(() => {
    if (tenant.data) lastTenant.remember(tenantId);
  }, [tenant.data, tenantId]);

  const isMissing = tenant.error instanceof ApiProblem && tenant.error.status === 404;
  if (!mayCome || isMissing) return <NoSuchTenant />;
  return (
    <QueryState query={tenant}>
      {(found) => (
        <TenantContext value={found}>
          <VisitorBanner tenant={found} />
          {found.status !== 'active' && (
            <Alert color="yellow" icon={<IconAlertTriangle />} mb="md" title={`This tenant is ${found.status}`}>
              Its keys send nothing until an operator resumes it. Everything here can still be read.
            </Alert>
          )}
          <GuardedOutlet tenantId={tenantId} />
        </TenantContext>
      )}
    </QueryState>
  );
}

/** A tenant that does not exist and one that is not yours look alike, as they do to the API. */
function NoSuchTenant() {
  return (
    <>
      <PageHeader title="Tenant not found" />
      <EmptyState
        icon={IconBuilding}
        title="There is no such tenant for you"
        description="It does not exist, or you are not a member of it. Ask an owner for an invitation."
        action={<ButtonLink to="/">Go to your home page</ButtonLink>}
      />
    </>
  );
}
