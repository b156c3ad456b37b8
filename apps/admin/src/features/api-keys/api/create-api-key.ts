import { api, call, type Schemas } from '../../../api/client';
import { forgetApiKeys } from './forget-api-keys';

/** Makes a key; the answer is the only time that it is shown. */
export async function createApiKey(
  tenantId: string,
  body: Schemas['CreateApiKeyRequest'],
): Promise<Schemas['CreatedApiKey']> {
  const created = await call(
    api.POST('/console/v1/tenants/{tenantId}/api-keys', { params: { path: { tenantId } }, body }),
  );
  await forgetApiKeys(tenantId);
  return created;
}
