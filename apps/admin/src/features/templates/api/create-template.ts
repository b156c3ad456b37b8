import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Makes a template at Meta, which reviews it. */
export async function createTemplate(
  tenantId: string,
  body: Schemas['CreateTemplateRequest'],
): Promise<Schemas['TemplateView']> {
  const created = await call(
    api.POST('/console/v1/tenants/{tenantId}/templates', { params: { path: { tenantId } }, body }),
  );
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'templates') });
  return created;
}
