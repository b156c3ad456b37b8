import { api, call, type Schemas } from '../../../api/client';
import { accountKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Makes a token; the answer is the only time that it is shown. */
export async function createAccessToken(
  body: Schemas['CreateAccessTokenRequest'],
): Promise<Schemas['CreatedAccessToken']> {
  const created = await call(api.POST('/console/v1/access-tokens', { body }));
  await queryClient.invalidateQueries({ queryKey: accountKey('access-tokens') });
  return created;
}
