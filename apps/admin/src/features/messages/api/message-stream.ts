import { downloadLink } from '../../../lib/download-link';
import { apiFilter, type Message, type MessageFilterValues } from '../message-filters';

/** What is heard of a stream. */
export interface StreamListener {
  onLive: () => void;
  onMessage: (message: Message) => void;
  /** Something may have been missed: the list is to be loaded anew. */
  onReload: () => void;
  /** The browser tries again by itself. */
  onReconnecting: () => void;
  /** The server has ended it, or refuses it; nobody tries again. */
  onClosed: (reason: string) => void;
}

/**
 * Follows the log live, by server-sent events. The browser reconnects by itself after a break and misses nothing; what the server
 * refuses (`onClosed`) is over.
 * @returns ends it
 */
export function openMessageStream(
  tenantId: string,
  filters: MessageFilterValues,
  listener: StreamListener,
): () => void {
  const source = new EventSource(
    downloadLink(`/console/v1/tenants/${tenantId}/messages/stream`, { ...apiFilter(filters) }),
  );
  const dataOf = (event: Event): unknown => JSON.parse((event as MessageEvent<string>).data);
  source.addEventListener('ready', (event) => {
    listener.onLive();
    if ((dataOf(event) as { reload?: boolean }).reload) listener.onReload();
  });
  source.addEventListener('message', (event) => listener.onMessage(dataOf(event) as Message));
  source.addEventListener('gap', () => listener.onReload());
  source.addEventListener('end', (event) => {
    const { reason } = dataOf(event) as { reason: string };
    // After an hour and at a restart the browser comes back on its own.
    if (reason !== 'access') return;
    source.close();
    listener.onClosed(reason);
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) listener.onClosed('refused');
    else listener.onReconnecting();
  });
  return () => source.close();
}
