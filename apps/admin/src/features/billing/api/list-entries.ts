import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';
import type { EntryFilter } from '../lib/entry-filter';

/** What came into the wallet and went out of it, newest first. */
export const entriesQuery = (tenantId: string, filter: EntryFilter) =>
  listQuery(tenantKey(tenantId, 'wallet-entries', filter), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/wallet/entries', {
        params: { path: { tenantId }, query: { ...filter, cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
