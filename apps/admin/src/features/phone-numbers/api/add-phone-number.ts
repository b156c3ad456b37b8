import { api, call, type Schemas } from '../../../api/client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Adds a number, and subscribes the gateway to the webhooks of its account. */
export async function addPhoneNumber(
  tenantId: string,
  body: Schemas['AddPhoneNumberRequest'],
): Promise<Schemas['PhoneNumberView']> {
  const added = await call(
    api.POST('/console/v1/tenants/{tenantId}/phone-numbers', { params: { path: { tenantId } }, body }),
  );
  await forgetPhoneNumbers(tenantId);
  return added;
}
