import { api, call } from '../../../api/client';
import { accountKey } from '../../../api/keys';
import { listQuery } from '../../../api/list-query';

/** Where whoever is signed in is signed in, newest first; all at once. */
export const sessionsQuery = listQuery(accountKey('sessions'), (_cursor, signal) =>
  call(api.GET('/console/v1/sessions', { signal })),
);
