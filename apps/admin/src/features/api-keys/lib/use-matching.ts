import { useEffect, useMemo } from 'react';
import type { ListState } from '../../../api/list-query';

/**
 * The rows of a list that match, for what the API does not filter by. Where none of the loaded rows does, the next page is asked for:
 * there may be some in it.
 * @param matches the same function at every render (`useCallback`)
 */
export function useMatching<T>(list: ListState<T>, matches: (row: T) => boolean): ListState<T> {
  const { hasMore, isLoadingMore, error, loadMore } = list;
  const rows = useMemo(() => list.rows.filter(matches), [list.rows, matches]);
  const isSearching = rows.length === 0 && hasMore && !error;
  useEffect(() => {
    if (isSearching && !isLoadingMore) loadMore();
  }, [isSearching, isLoadingMore, loadMore]);
  return { ...list, rows, isLoading: list.isLoading || isSearching };
}
