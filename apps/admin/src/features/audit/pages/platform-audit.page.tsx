import { PageHeader } from '../../../components/page-header';
import { AuditLog } from '../components/audit-log';

/** Who did what in all tenants and on the platform itself. */
export function PlatformAuditPage() {
  return (
    <>
      <PageHeader
        title="Platform audit log"
        description="Who changed what in all tenants and on the platform itself. Nobody can change or remove an entry."
      />
      <AuditLog tenantId={null} />
    </>
  );
}
