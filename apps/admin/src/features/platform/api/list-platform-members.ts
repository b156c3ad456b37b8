import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** Who runs the platform, and who is invited to, newest first. */
export const platformMembersQuery = listQuery(platformKey('members'), (cursor, signal) =>
  call(api.GET('/console/v1/platform/members', { params: { query: { cursor, limit: PAGE_ROWS } }, signal })),
);
