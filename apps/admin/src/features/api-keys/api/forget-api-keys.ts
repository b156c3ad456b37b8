import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Lets the list of keys be read anew, and the home page that counts them. */
export async function forgetApiKeys(tenantId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'api-keys') }),
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'overview') }),
  ]);
}
