import { api, call, type Schemas } from '../../../api/client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Changes settings of a number; a new access token takes effect within a second. */
export async function changePhoneNumber(
  tenantId: string,
  pid: string,
  body: Schemas['ChangePhoneNumberRequest'],
): Promise<void> {
  await call(
    api.PATCH('/console/v1/tenants/{tenantId}/phone-numbers/{pid}', { params: { path: { tenantId, pid } }, body }),
  );
  await forgetPhoneNumbers(tenantId);
}
