import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';
import { endOfLocalDay, startOfLocalDay } from '../../../lib/local-day';
import type { DeliveryFilterValues } from '../delivery-filters';

/** Deliveries of an endpoint with their attempts, newest first. */
export const deliveriesQuery = (tenantId: string, eid: string, filters: DeliveryFilterValues) => {
  const { status, event, webhookId, from, to } = filters;
  return listQuery(tenantKey(tenantId, 'webhooks', 'deliveries', eid, filters), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/deliveries', {
        params: {
          path: { tenantId, eid },
          query: {
            status,
            event,
            webhookId,
            from: from && startOfLocalDay(from),
            to: to && endOfLocalDay(to),
            cursor,
            limit: PAGE_ROWS,
          },
        },
        signal,
      }),
    ),
  );
};
