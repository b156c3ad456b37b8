import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** The tenant's invoices, newest first. */
export const invoicesQuery = (tenantId: string) =>
  listQuery(tenantKey(tenantId, 'invoices'), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/invoices', {
        params: { path: { tenantId }, query: { cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
