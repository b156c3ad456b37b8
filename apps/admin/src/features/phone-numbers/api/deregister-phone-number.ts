import { api, call } from '../../../api/client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Takes a number off the Cloud API. */
export async function deregisterPhoneNumber(tenantId: string, pid: string): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/deregister', { params: { path: { tenantId, pid } } }),
  );
  await forgetPhoneNumbers(tenantId);
}
