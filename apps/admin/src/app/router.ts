import { createRouter } from '@tanstack/react-router';
import { LoadingState } from '../components/loading-state';
import { parseSearch, stringifySearch } from '../lib/search-text';
import {
  account,
  accountHome,
  home,
  invitation,
  passwordReset,
  platform,
  platformHome,
  rootRoute,
  shell,
  signIn,
  tenant,
  tenantHome,
} from './layout-routes';
import { NotFoundPage } from './not-found.page';
import { PageError } from './page-error';
import { accountPages, platformPages, tenantPages } from './page-routes';

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter;
  }
}

const routeTree = rootRoute.addChildren([
  signIn,
  invitation,
  passwordReset,
  shell.addChildren([
    home,
    account.addChildren([accountHome, ...accountPages]),
    tenant.addChildren([tenantHome, ...tenantPages]),
    platform.addChildren([platformHome, ...platformPages]),
  ]),
]);

/** The console's pages under their addresses. */
export function createConsoleRouter() {
  return createRouter({
    routeTree,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 200,
    defaultPendingComponent: LoadingState,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;
