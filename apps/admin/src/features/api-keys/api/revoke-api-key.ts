import { api, call } from '../../../api/client';
import { forgetApiKeys } from './forget-api-keys';

/** Ends a key: every instance refuses it within a second. */
export async function revokeApiKey(tenantId: string, kid: string): Promise<void> {
  await call(api.DELETE('/console/v1/tenants/{tenantId}/api-keys/{kid}', { params: { path: { tenantId, kid } } }));
  await forgetApiKeys(tenantId);
}
