import { api, call } from '../../../api/client';
import { forgetWebhooks } from './forget-webhooks';

/** Makes a new signing secret; the old one signs too until the overlap is over. */
export async function rotateSecret(tenantId: string, eid: string, overlapSeconds: number): Promise<string> {
  const { secret } = await call(
    api.POST('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/rotate-secret', {
      params: { path: { tenantId, eid } },
      body: { overlapSeconds },
    }),
  );
  await forgetWebhooks(tenantId);
  return secret;
}
