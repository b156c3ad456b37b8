import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** One delivery: its attempts, and what was posted. */
export const deliveryQuery = (tenantId: string, eid: string, did: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'webhooks', 'delivery', eid, did),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/deliveries/{did}', {
          params: { path: { tenantId, eid, did } },
          signal,
        }),
      ),
  });
