import type { InfiniteData } from '@tanstack/react-query';
import type { Page } from '../../api/list-query';
import type { Message } from './message-filters';

type Pages = InfiniteData<Page<Message>, string | undefined>;

/** What the live tail told, sorted: changes of rows that are shown, and messages that are new at the top. */
export interface Sorted {
  known: readonly Message[];
  fresh: readonly Message[];
}

/**
 * Sorts what the live tail told. Of messages further down than what has been loaded nothing is to be shown yet: they come with their
 * page.
 */
export function sortNews(pages: Pages, news: readonly Message[]): Sorted {
  const shown = new Set(pages.pages.flatMap((page) => page.items.map(({ id }) => id)));
  const oldestId = pages.pages.flatMap((page) => page.items).at(-1)?.id;
  const hasMore = (pages.pages.at(-1)?.nextCursor ?? null) !== null;
  const isBelow = (id: string): boolean => hasMore && oldestId !== undefined && id < oldestId;
  return {
    known: news.filter(({ id }) => shown.has(id)),
    fresh: news.filter(({ id }) => !shown.has(id) && !isBelow(id)),
  };
}

/** The pages with messages changed in their place, and new ones where they belong: newest first, by id. */
export function withMessages(pages: Pages, messages: readonly Message[]): Pages {
  if (messages.length === 0 || pages.pages.length === 0) return pages;
  const latest = new Map(messages.map((message) => [message.id, message]));
  const changed = pages.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => {
      const next = latest.get(item.id);
      latest.delete(item.id);
      return next ?? item;
    }),
  }));
  for (const message of latest.values()) {
    const found = changed.findIndex(({ items }) => (items.at(-1)?.id ?? '') < message.id);
    const page = changed[found === -1 ? changed.length - 1 : found];
    if (!page) continue;
    const place = page.items.findIndex(({ id }) => id < message.id);
    page.items.splice(place === -1 ? page.items.length : place, 0, message);
  }
  return { ...pages, pages: changed };
}
