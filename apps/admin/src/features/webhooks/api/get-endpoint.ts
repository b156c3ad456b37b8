import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** One endpoint with its last delivery. */
export const endpointQuery = (tenantId: string, eid: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'webhooks', 'endpoint', eid),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}', {
          params: { path: { tenantId, eid } },
          signal,
        }),
      ),
  });
