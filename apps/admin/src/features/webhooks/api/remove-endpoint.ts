import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Removes an endpoint with its secrets and deliveries. What is read anew is the list alone: the endpoint's own page is left. */
export async function removeEndpoint(tenantId: string, eid: string): Promise<void> {
  await call(
    api.DELETE('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}', { params: { path: { tenantId, eid } } }),
  );
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'webhooks', 'endpoints') }),
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'overview') }),
  ]);
}
