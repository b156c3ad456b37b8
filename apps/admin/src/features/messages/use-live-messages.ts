import type { InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Page } from '../../api/list-query';
import { queryClient } from '../../api/query-client';
import { messagesQuery } from './api/list-messages';
import { openMessageStream } from './api/message-stream';
import { sortNews, withMessages } from './live-rows';
import type { Message, MessageFilterValues } from './message-filters';

export type LiveState = 'paused' | 'connecting' | 'live' | 'reconnecting';

/** News are shown together: at 80 messages a second one by one would be too much for any screen. */
const GATHER_MS = 250;
const RETRY_FIRST_MS = 3_000;
const RETRY_MOST_MS = 60_000;

interface LiveMessages {
  state: LiveState;
  /** New messages that wait until someone wants to see them, so that nothing jumps. */
  waiting: number;
  showWaiting: () => void;
}

/**
 * Keeps the loaded log up to date while `isLive`: changed rows change at once; new ones appear on top when the reader is there
 * (`isAtTop`), and else wait.
 */
export function useLiveMessages(
  tenantId: string,
  filters: MessageFilterValues,
  { isLive, isAtTop }: { isLive: boolean; isAtTop: boolean },
): LiveMessages {
  const [state, setState] = useState<LiveState>('connecting');
  const [attempt, setAttempt] = useState(0);
  const refusals = useRef(0);
  const held = useRef(new Map<string, Message>());
  const [waiting, setWaiting] = useState(0);
  const atTop = useRef(isAtTop);

  const showWaiting = useCallback(() => {
    apply(tenantId, filters, [...held.current.values()]);
    held.current.clear();
    setWaiting(0);
  }, [tenantId, filters]);

  useEffect(() => {
    atTop.current = isAtTop;
    if (isAtTop && held.current.size > 0) showWaiting();
  }, [isAtTop, showWaiting]);

  useEffect(() => {
    const waitingRows = held.current;
    if (!isLive) return undefined;
    const news: Message[] = [];
    let gathering: number | undefined;
    let retrying: number | undefined;
    const flush = (): void => {
      gathering = undefined;
      const { known, fresh } = sortNews(pagesOf(tenantId, filters), news.splice(0));
      apply(tenantId, filters, atTop.current ? [...known, ...fresh] : known);
      if (atTop.current) return;
      for (const message of fresh) waitingRows.set(message.id, message);
      setWaiting(waitingRows.size);
    };
    const reload = (): void =>
      void queryClient.invalidateQueries({ queryKey: messagesQuery(tenantId, filters).queryKey });
    let isFollowed = false;
    const close = openMessageStream(tenantId, filters, {
      onLive: () => {
        refusals.current = 0;
        setState('live');
        // A stream begins with what happens from now on: what came between the list and its beginning is in neither. After a break
        // the browser goes on where it was.
        if (!isFollowed) reload();
        isFollowed = true;
      },
      onReconnecting: () => setState('reconnecting'),
      onReload: reload,
      onMessage: (message) => {
        news.push(message);
        gathering ??= window.setTimeout(flush, GATHER_MS);
      },
      onClosed: () => {
        setState('reconnecting');
        // A stream cannot tell why it was refused; the list can, and a session that has ended asks to sign in.
        reload();
        const waitMs = Math.min(RETRY_FIRST_MS * 2 ** refusals.current, RETRY_MOST_MS);
        refusals.current += 1;
        retrying = window.setTimeout(() => setAttempt((before) => before + 1), waitMs);
      },
    });
    return () => {
      close();
      window.clearTimeout(gathering);
      window.clearTimeout(retrying);
      waitingRows.clear();
      setWaiting(0);
      setState('connecting');
    };
  }, [tenantId, filters, isLive, attempt]);

  return { state: isLive ? state : 'paused', waiting, showWaiting };
}

type Pages = InfiniteData<Page<Message>, string | undefined>;

function pagesOf(tenantId: string, filters: MessageFilterValues): Pages {
  const pages = queryClient.getQueryData<Pages>(messagesQuery(tenantId, filters).queryKey);
  return pages ?? { pages: [], pageParams: [] };
}

function apply(tenantId: string, filters: MessageFilterValues, messages: readonly Message[]): void {
  if (messages.length === 0) return;
  queryClient.setQueryData<Pages>(
    messagesQuery(tenantId, filters).queryKey,
    (pages) => pages && withMessages(pages, messages),
  );
}
