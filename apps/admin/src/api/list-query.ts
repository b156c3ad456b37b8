import {
  infiniteQueryOptions,
  type InfiniteData,
  type QueryKey,
  useInfiniteQuery,
  type UseInfiniteQueryOptions,
} from '@tanstack/react-query';
import { useMemo } from 'react';

/** A page of a list, and where the next one begins (null: this was the last). */
export interface Page<T> {
  items: readonly T[];
  nextCursor: string | null;
}

/** How many rows a page of a table has, unless the request says otherwise. The API's most is 200. */
export const PAGE_ROWS = 100;

type ListQuery<T> = UseInfiniteQueryOptions<Page<T>, Error, InfiniteData<Page<T>>, QueryKey, string | undefined>;

/** The query of a keyset-paged list: give it a key and how to fetch the page at a cursor. */
export function listQuery<T>(
  queryKey: QueryKey,
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): ListQuery<T> {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.nextCursor ?? undefined,
  });
}

/** A list as `DataTable` takes it. */
export interface ListState<T> {
  rows: readonly T[];
  /** The first page is on its way and there is nothing to show. */
  isLoading: boolean;
  /** Why the list, or its next page, could not be loaded. */
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

/** Reads a keyset-paged list: all loaded rows as one, and how to get more. */
export function useList<T>(options: ListQuery<T>): ListState<T> {
  const query = useInfiniteQuery(options);
  const { data, fetchNextPage, refetch, isFetchNextPageError } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    rows,
    isLoading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    retry: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
  };
}

/** Rows that are all here already, as `DataTable` takes them. */
export function listOf<T>(rows: readonly T[]): ListState<T> {
  const nothing = (): void => undefined;
  return {
    rows,
    isLoading: false,
    error: null,
    hasMore: false,
    isLoadingMore: false,
    loadMore: nothing,
    retry: nothing,
  };
}
