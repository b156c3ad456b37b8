import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../../components/text-link';
import { tenantQuery } from '../../../lib/tenant';

/** The tenant that an act was about, by name; null: the platform itself. */
export function TenantName({ tenantId }: { tenantId: string | null }) {
  const tenant = useQuery({ ...tenantQuery(tenantId ?? ''), enabled: tenantId !== null });
  if (tenantId === null) return 'Platform';
  return (
    <TextLink to="/tenants/$tenantId/audit" params={{ tenantId }} inherit>
      {tenant.data?.name ?? tenantId}
    </TextLink>
  );
}
