import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { listQuery } from '../../../api/list-query';

const ROWS = 30;

/** What the daily clean-ups of the vault removed, the last one first. */
export const cleanUpsQuery = listQuery(platformKey('media-clean-ups'), (cursor, signal) =>
  call(api.GET('/console/v1/platform/media-clean-ups', { params: { query: { cursor, limit: ROWS } }, signal })),
);
