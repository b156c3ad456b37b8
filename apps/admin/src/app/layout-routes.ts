import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  redirect,
  type RouteComponent,
} from '@tanstack/react-router';
import { queryClient } from '../api/query-client';
import { lastTenant } from '../lib/last-tenant';
import type { Permission } from '../lib/permissions';
import type { SearchRecord } from '../lib/search-text';
import { type Feature, sessionQuery, signedInMark } from '../lib/session';
import { homeOf } from './home-of';
import { LoneNotFoundPage, NotFoundPage } from './not-found.page';
import { RootLayout } from './root-layout';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The document's title; Switchboard is added. */
    title?: string;
    /** What someone must be allowed to see the page; others are told that they may not. */
    permission?: Permission;
    /** What the installation must have for the page to exist. */
    feature?: Feature;
  }
}

/** A page in a file of its own, loaded when someone goes there. */
export const page = <M extends Record<string, unknown>>(load: () => Promise<M>, name: keyof M & string) =>
  lazyRouteComponent(load as () => Promise<Record<string, RouteComponent>>, name);

export const rootRoute = createRootRoute({
  component: RootLayout,
  notFoundComponent: LoneNotFoundPage,
  // Texts by name everywhere; `lib/filters.ts` makes typed values of them.
  validateSearch: (search: Record<string, unknown>) => search as SearchRecord,
});

export const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { title: 'Sign in' },
  component: page(() => import('../features/session/pages/sign-in.page'), 'SignInPage'),
});
export const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  staticData: { title: 'Accept your invitation' },
  component: page(() => import('../features/session/pages/invitation.page'), 'InvitationPage'),
});
export const passwordReset = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password-reset',
  staticData: { title: 'Reset your password' },
  component: page(() => import('../features/session/pages/password-reset.page'), 'PasswordResetPage'),
});

/** Everything that needs a session. Without one, the way leads to the sign-in and back. */
export const shell = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session) return;
    const hasEnded = signedInMark.isSet();
    signedInMark.clear();
    const search: SearchRecord = { returnTo: location.href, ...(hasEnded && { ended: 'yes' }) };
    redirect({ to: '/sign-in', search, throw: true });
  },
  component: page(() => import('./shell'), 'Shell'),
});

export const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session) redirect({ to: homeOf(session.user, lastTenant.recall()), replace: true, throw: true });
  },
});

export const account = createRoute({ getParentRoute: () => shell, path: '/account', notFoundComponent: NotFoundPage });
export const accountHome = createRoute({
  getParentRoute: () => account,
  path: '/',
  beforeLoad: () => redirect({ to: '/account/profile', replace: true, throw: true }),
});

/** Checks that the person may enter, and knows the tenant for all pages below. */
export const tenant = createRoute({
  getParentRoute: () => shell,
  path: '/tenants/$tenantId',
  notFoundComponent: NotFoundPage,
  component: page(() => import('./tenant-layout'), 'TenantLayout'),
});
export const tenantHome = createRoute({
  getParentRoute: () => tenant,
  path: '/',
  beforeLoad: ({ params }) => redirect({ to: '/tenants/$tenantId/home', params, replace: true, throw: true }),
});

export const platform = createRoute({
  getParentRoute: () => shell,
  path: '/platform',
  notFoundComponent: NotFoundPage,
  component: page(() => import('./platform-layout'), 'PlatformLayout'),
});
export const platformHome = createRoute({
  getParentRoute: () => platform,
  path: '/',
  beforeLoad: () => redirect({ to: '/platform/tenants', replace: true, throw: true }),
});
