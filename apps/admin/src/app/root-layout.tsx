import { Outlet, useMatches } from '@tanstack/react-router';
import { useEffect } from 'react';
import { LoadingBar } from './loading-bar';
import { useFocusOnNavigation } from './use-focus-on-navigation';

const PRODUCT = 'Switchboard';

/** What is around every page: the document's title, the loading bar, and where the focus goes after a navigation. */
export function RootLayout() {
  const title = useMatches({
    select: (matches) => matches.map((match) => match.staticData.title).findLast((each) => each !== undefined),
  });
  useEffect(() => {
    document.title = title ? `${title} · ${PRODUCT}` : PRODUCT;
  }, [title]);
  useFocusOnNavigation();
  return (
    <>
      <LoadingBar />
      <Outlet />
    </>
  );
}
