import { api, call } from '../../../api/client';
import { accountKey } from '../../../api/keys';
import { listQuery } from '../../../api/list-query';

/** The access tokens of whoever is signed in, newest first; all at once. */
export const accessTokensQuery = listQuery(accountKey('access-tokens'), (_cursor, signal) =>
  call(api.GET('/console/v1/access-tokens', { signal })),
);
