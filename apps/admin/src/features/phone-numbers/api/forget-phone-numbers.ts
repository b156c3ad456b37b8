import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Lets every list and page of the tenant's numbers be read anew, and the home page that counts them. */
export async function forgetPhoneNumbers(tenantId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'phone-numbers') }),
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'overview') }),
  ]);
}
