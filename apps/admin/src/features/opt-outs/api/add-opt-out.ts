import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Opts a recipient out; one who has opted out already stays as before. */
export async function addOptOut(tenantId: string, recipient: string): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/opt-outs', { params: { path: { tenantId } }, body: { recipient } }),
  );
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'opt-outs') });
}
