import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** Where the reading of an event can stand. */
export const INBOUND_STATES = ['failed', 'unowned', 'pending', 'processed'] as const;

export type InboundState = (typeof INBOUND_STATES)[number];

/** What Meta posted, newest first; in any state unless one is named. */
export const inboundEventsQuery = (state: InboundState | undefined) =>
  listQuery(platformKey('inbound-events', { state }), (cursor, signal) =>
    call(
      api.GET('/console/v1/platform/inbound-events', {
        params: { query: { state, cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
