import { api, call, type Schemas } from '../../../api/client';
import { forgetWebhooks } from './forget-webhooks';

/** Changes some settings of an endpoint. Enabling it, or another URL, sends at once what waits for it. */
export async function changeEndpoint(
  tenantId: string,
  eid: string,
  body: Schemas['ChangeEndpointRequest'],
): Promise<void> {
  await call(
    api.PATCH('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}', { params: { path: { tenantId, eid } }, body }),
  );
  await forgetWebhooks(tenantId);
}
