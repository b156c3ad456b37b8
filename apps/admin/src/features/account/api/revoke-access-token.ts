import { api, call } from '../../../api/client';
import { accountKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Ends a token at once. */
export async function revokeAccessToken(id: string): Promise<void> {
  await call(api.DELETE('/console/v1/access-tokens/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: accountKey('access-tokens') });
}
