import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Removes a file from the vault, and from Meta where it is there. */
export async function deleteMedia(tenantId: string, mediaId: string): Promise<void> {
  await call(api.DELETE('/console/v1/tenants/{tenantId}/media/{mediaId}', { params: { path: { tenantId, mediaId } } }));
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'media') });
}
