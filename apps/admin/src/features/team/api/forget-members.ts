import { tenantKey } from '../../../api/keys';
import { queryClient, SESSION_KEY } from '../../../api/query-client';

/**
 * Lets the tenant's members be read anew.
 * @param isOwn whether the change was about whoever is signed in: what they may do has changed then
 */
export async function forgetMembers(tenantId: string, isOwn = false): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'members') });
  if (isOwn) await queryClient.refetchQueries({ queryKey: SESSION_KEY });
}
