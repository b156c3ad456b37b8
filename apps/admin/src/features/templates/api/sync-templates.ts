import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Makes the copy of the templates equal to what Meta has now. */
export async function syncTemplates(tenantId: string): Promise<Schemas['TemplateSyncView']> {
  try {
    return await call(api.POST('/console/v1/tenants/{tenantId}/templates/sync', { params: { path: { tenantId } } }));
  } finally {
    await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'templates') });
  }
}
