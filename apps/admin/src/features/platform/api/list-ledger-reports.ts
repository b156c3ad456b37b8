import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { listQuery } from '../../../api/list-query';

const ROWS = 50;

/** What checks of the ledger found, the last one first. */
export const ledgerReportsQuery = listQuery(platformKey('ledger-reports'), (cursor, signal) =>
  call(api.GET('/console/v1/platform/ledger-reports', { params: { query: { cursor, limit: ROWS } }, signal })),
);
