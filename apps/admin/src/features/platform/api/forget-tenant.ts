import { platformKey, tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** After a tenant has changed: what shows it, here and on its own pages, is asked for again. */
export async function forgetTenant(tenantId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: platformKey('tenants') }),
    queryClient.invalidateQueries({ queryKey: ['tenants'] }),
    ...['tenant', 'plan', 'overview', 'wallet'].map((resource) =>
      queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, resource) }),
    ),
  ]);
}
