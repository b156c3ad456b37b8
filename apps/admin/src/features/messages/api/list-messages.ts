import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';
import { apiFilter, type Message, type MessageFilterValues } from '../message-filters';

/** The log, newest first. A page may be empty and still not be the last: the server looks at 50,000 messages at a time. */
export const messagesQuery = (tenantId: string, filters: MessageFilterValues) =>
  listQuery<Message>(tenantKey(tenantId, 'messages', 'list', filters), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/messages', {
        params: { path: { tenantId }, query: { ...apiFilter(filters), cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );
