import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const REFRESH_MS = 60_000;

/** How a tenant has been doing over so many days (UTC), today among them: 1–90. The server's sums are up to a minute old. */
export const overviewQuery = (tenantId: string, days: number) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'overview', days),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/overview', {
          params: { path: { tenantId }, query: { days } },
          signal,
        }),
      ),
    refetchInterval: REFRESH_MS,
    meta: { quiet: true },
  });
