import { api, call, type Schemas } from '../../../api/client';

/** Asks Meta about a number before it is added; nothing is kept. */
export function checkPhoneNumber(
  tenantId: string,
  body: Schemas['CheckPhoneNumberRequest'],
): Promise<Schemas['PhoneNumberCheckView']> {
  return call(api.POST('/console/v1/tenants/{tenantId}/phone-numbers/check', { params: { path: { tenantId } }, body }));
}
