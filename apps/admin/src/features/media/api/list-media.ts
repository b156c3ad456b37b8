import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** What narrows a list of files. */
export interface MediaFilter {
  direction?: Schemas['ConsoleMediaView']['direction'];
  kind?: Schemas['ConsoleMediaView']['kind'];
  /** Meta's id of the number that received them, or that they were uploaded for. */
  phoneNumberId?: string;
}

/** The tenant's files, newest first. */
export const mediaQuery = (tenantId: string, filter: MediaFilter = {}) =>
  listQuery(tenantKey(tenantId, 'media', 'list', filter), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/media', {
        params: { path: { tenantId }, query: { ...filter, cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
