import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** Those who get no marketing messages, in the order of their numbers. */
export const optOutsQuery = (tenantId: string, search?: string) =>
  listQuery(tenantKey(tenantId, 'opt-outs', { search }), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/opt-outs', {
        params: { path: { tenantId }, query: { search, cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
