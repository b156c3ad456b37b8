import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** The tenant's keys, also revoked ones, newest first. */
export const apiKeysQuery = (tenantId: string) =>
  listQuery(tenantKey(tenantId, 'api-keys'), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/api-keys', {
        params: { path: { tenantId }, query: { cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
