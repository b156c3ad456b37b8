import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { accountKey } from '../../../api/keys';

/** Whoever is signed in, as they see themselves. */
export const accountQuery = queryOptions({
  queryKey: accountKey('account'),
  queryFn: ({ signal }) => call(api.GET('/console/v1/account', { signal })),
});
