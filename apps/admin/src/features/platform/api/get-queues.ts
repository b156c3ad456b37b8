import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** What waits to be done, everywhere. */
export const queuesQuery = queryOptions({
  queryKey: platformKey('queues'),
  queryFn: ({ signal }) => call(api.GET('/console/v1/platform/queues', { signal })),
  meta: { quiet: true },
});
