import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** How the process that answers is, and what it knows of Meta, the ledger and the queues. */
export const healthQuery = queryOptions({
  queryKey: platformKey('health'),
  queryFn: ({ signal }) => call(api.GET('/console/v1/platform/health', { signal })),
  meta: { quiet: true },
});
