import { api, call, type Schemas } from '../../../api/client';
import { forgetApiKeys } from './forget-api-keys';

/** Makes a new key with the same settings; the old one works on for the overlap. */
export async function rotateApiKey(
  tenantId: string,
  kid: string,
  overlapSeconds: number,
): Promise<Schemas['CreatedApiKey']> {
  const created = await call(
    api.POST('/console/v1/tenants/{tenantId}/api-keys/{kid}/rotate', {
      params: { path: { tenantId, kid } },
      body: { overlapSeconds },
    }),
  );
  await forgetApiKeys(tenantId);
  return created;
}
