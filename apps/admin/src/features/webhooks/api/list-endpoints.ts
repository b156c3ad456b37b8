import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** The tenant's webhook endpoints with their last delivery, newest first. */
export const endpointsQuery = (tenantId: string) =>
  listQuery(tenantKey(tenantId, 'webhooks', 'endpoints'), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/webhook-endpoints', {
        params: { path: { tenantId }, query: { cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
