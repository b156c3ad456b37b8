import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** What narrows a list of templates. */
export interface TemplateFilter {
  /** Part of the name. */
  search?: string;
  /** In Meta's word: `APPROVED`. */
  status?: string;
  category?: string;
  language?: string;
  /** Meta's id of the account. */
  wabaId?: string;
}

/** The templates of the accounts of the tenant's numbers, as they were last synced from Meta; newest first. */
export const templatesQuery = (tenantId: string, filter: TemplateFilter = {}) =>
  listQuery(tenantKey(tenantId, 'templates', 'list', filter), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/templates', {
        params: { path: { tenantId }, query: { ...filter, cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
