import { PageHeader } from '../../../components/page-header';
import { useTenant } from '../../../lib/tenant';
import { AuditLog } from '../components/audit-log';

/** Who did what in the tenant. */
export function AuditPage() {
  const { id, name } = useTenant();
  return (
    <>
      <PageHeader
        title="Audit log"
        description={`Who changed what in ${name}, when and from where. Nobody can change or remove an entry.`}
      />
      <AuditLog tenantId={id} />
    </>
  );
}
