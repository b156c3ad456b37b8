import { api, call } from '../../../api/client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Asks Meta about a number now. A refused token changes the number's status too. */
export async function verifyPhoneNumber(tenantId: string, pid: string): Promise<void> {
  try {
    await call(
      api.POST('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/verify', { params: { path: { tenantId, pid } } }),
    );
  } finally {
    await forgetPhoneNumbers(tenantId);
  }
}
