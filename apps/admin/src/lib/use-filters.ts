import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Filters, FilterValues } from './filters';
import type { SearchRecord } from './search-text';

interface FilterControl<C> {
  values: FilterValues<C>;
  /** Changes some filters; `undefined` takes one away. The browser's back button leads past all changes at once. */
  change: (some: FilterValues<C>) => void;
  /** Takes all of them away. */
  clear: () => void;
  isFiltered: boolean;
}

/** The filters of the page's URL, typed: a table that someone filtered can be reloaded, bookmarked and sent to a colleague. */
export function useFilters<C>(filters: Filters<C>): FilterControl<C> {
  const search: SearchRecord = useSearch({ strict: false });
  const navigate = useNavigate();
  const values = useMemo(() => filters.parse(search), [filters, search]);

  const write = useCallback(
    (next: FilterValues<C>) => {
      const others = Object.entries(search).filter(([name]) => !(filters.names as readonly string[]).includes(name));
      const query = { ...Object.fromEntries(others), ...filters.serialise(next) };
      void navigate({ to: '.', search: query as never, replace: true, resetScroll: false });
    },
    [filters, navigate, search],
  );
  return {
    values,
    change: useCallback((some) => write({ ...values, ...some }), [values, write]),
    clear: useCallback(() => write({}), [write]),
    isFiltered: Object.keys(values).length > 0,
  };
}
