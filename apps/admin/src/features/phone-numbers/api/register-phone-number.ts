import { api, call } from '../../../api/client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Puts a number on the Cloud API with its two-step verification PIN. */
export async function registerPhoneNumber(tenantId: string, pid: string, pin: string): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/register', {
      params: { path: { tenantId, pid } },
      body: { pin },
    }),
  );
  await forgetPhoneNumbers(tenantId);
}
