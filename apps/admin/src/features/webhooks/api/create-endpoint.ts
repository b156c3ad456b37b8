import { api, call, type Schemas } from '../../../api/client';
import { forgetWebhooks } from './forget-webhooks';

/** Makes an endpoint; the answer is the only time that its signing secret is shown. */
export async function createEndpoint(
  tenantId: string,
  body: Schemas['CreateEndpointRequest'],
): Promise<Schemas['CreatedEndpoint']> {
  const created = await call(
    api.POST('/console/v1/tenants/{tenantId}/webhook-endpoints', { params: { path: { tenantId } }, body }),
  );
  await forgetWebhooks(tenantId);
  return created;
}
