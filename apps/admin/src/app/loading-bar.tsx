import { useIsFetching, useIsMutating } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import classes from './loading-bar.module.css';

/** A thin bar at the top of the window while anything is under way for longer than a moment. */
export function LoadingBar() {
  const isNavigating = useRouterState({ select: (state) => state.isLoading });
  // What refreshes itself every few seconds is no news: such queries say `meta: { quiet: true }`.
  const fetching = useIsFetching({ predicate: ({ meta }) => meta?.['quiet'] !== true });
  const mutating = useIsMutating();
  if (!isNavigating && fetching + mutating === 0) return null;
  return <div className={classes.bar} data-loading-bar aria-hidden />;
}
