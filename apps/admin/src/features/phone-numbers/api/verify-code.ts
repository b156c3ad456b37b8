import { api, call } from '../../../api/client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Proves a number with the code that came to it. */
export async function verifyCode(tenantId: string, pid: string, code: string): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/verify-code', {
      params: { path: { tenantId, pid } },
      body: { code },
    }),
  );
  await forgetPhoneNumbers(tenantId);
}
