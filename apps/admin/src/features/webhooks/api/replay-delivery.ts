import { api, call } from '../../../api/client';
import { forgetWebhooks } from './forget-webhooks';

/** Sends one delivery again, at once and with the same `webhook-id`. */
export async function replayDelivery(tenantId: string, eid: string, did: string): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/deliveries/{did}/replay', {
      params: { path: { tenantId, eid, did } },
    }),
  );
  await forgetWebhooks(tenantId);
}
