import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Lets marketing messages reach a recipient again. */
export async function removeOptOut(tenantId: string, recipient: string): Promise<void> {
  await call(
    api.DELETE('/console/v1/tenants/{tenantId}/opt-outs/{recipient}', { params: { path: { tenantId, recipient } } }),
  );
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'opt-outs') });
}
