import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';
import { forgetPhoneNumbers } from './forget-phone-numbers';

/** Removes a number with its media and its token. */
export async function removePhoneNumber(tenantId: string, pid: string): Promise<void> {
  await call(api.DELETE('/console/v1/tenants/{tenantId}/phone-numbers/{pid}', { params: { path: { tenantId, pid } } }));
  // Its own page is about to close: asking for it again would only be answered with "not found".
  queryClient.removeQueries({ queryKey: tenantKey(tenantId, 'phone-numbers', 'one') });
  await forgetPhoneNumbers(tenantId);
}
