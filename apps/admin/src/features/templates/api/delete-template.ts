import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Deletes a template at Meta: this language alone, or all languages of its name. */
export async function deleteTemplate(tenantId: string, tid: string, scope: 'name' | 'language'): Promise<void> {
  await call(
    api.DELETE('/console/v1/tenants/{tenantId}/templates/{tid}', {
      params: { path: { tenantId, tid }, query: { scope } },
    }),
  );
  queryClient.removeQueries({ queryKey: tenantKey(tenantId, 'templates', 'one') });
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'templates') });
}
