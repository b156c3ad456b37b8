import { useCallback } from 'react';
import { api, call } from '../api/client';
import { signedInMark } from '../lib/session';
import { useAction } from '../lib/use-action';

/** Ends the session, and leaves nothing of it in the tab's memory. */
export function useSignOut(): () => void {
  const { run } = useAction(() => call(api.DELETE('/console/v1/session')), { failed: 'You are still signed in' });
  return useCallback(() => {
    void run().then((isDone) => {
      if (!isDone) return;
      signedInMark.clear();
      window.location.assign('/sign-in');
    });
  }, [run]);
}
