import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** What tenants are looked for by. */
export interface TenantFilter {
  /** Part of the name, or the whole id. */
  search?: string;
  status?: 'active' | 'suspended' | 'closed';
  planCode?: string;
}

/** Tenants of the platform with what they hold, newest first. */
export const tenantsQuery = (filter: TenantFilter) =>
  listQuery(platformKey('tenants', filter), (cursor, signal) =>
    call(
      api.GET('/console/v1/platform/tenants', { params: { query: { ...filter, cursor, limit: PAGE_ROWS } }, signal }),
    ),
  );
