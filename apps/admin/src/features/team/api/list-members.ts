import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** Members and open invitations, newest first. */
export const membersQuery = (tenantId: string) =>
  listQuery(tenantKey(tenantId, 'members'), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/members', {
        params: { path: { tenantId }, query: { cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
