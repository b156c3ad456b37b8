import { tenantKey } from '../../../api/keys';
import { queryClient, SESSION_KEY } from '../../../api/query-client';
import { forgetTenant } from '../../platform/api/forget-tenant';

/** After a tenant's name or settings changed: whatever shows them is asked for again, the switcher of tenants too. */
export async function tenantChanged(tenantId: string): Promise<void> {
  await Promise.all([
    forgetTenant(tenantId),
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'settings') }),
    queryClient.refetchQueries({ queryKey: SESSION_KEY }),
  ]);
}
