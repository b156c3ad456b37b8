import { accountKey } from '../../../api/keys';
import { queryClient, SESSION_KEY } from '../../../api/query-client';

/** Lets everything about whoever is signed in be read anew: their session knows their name and their two-step sign-in too. */
export async function forgetAccount(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: accountKey('account') }),
    queryClient.refetchQueries({ queryKey: SESSION_KEY }),
  ]);
}
