import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * After a navigation the focus goes to the new page's heading, as a browser would do with a whole document. Another filter of the
 * same page moves nothing.
 */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged) return;
        const target = document.querySelector<HTMLElement>('[data-page-heading]') ?? document.querySelector('main');
        target?.focus({ preventScroll: true });
      }),
    [router],
  );
}
