import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { act, render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { Schemas } from '../src/api/client';
import { queryClient, SESSION_KEY } from '../src/api/query-client';
import { parseSearch, stringifySearch } from '../src/lib/search-text';
import { TenantContext } from '../src/lib/tenant';
import { cssVariables, theme } from '../src/theme/theme';

export const TENANT: Schemas['TenantView'] = {
  id: '0193b2c4-0000-7000-8000-000000000001',
  name: 'Demo',
  status: 'active',
  planCode: 'standard',
  currency: 'USD',
  createdAt: '2026-11-01T00:00:00.000Z',
};

/** A person with a role in the tenant of the tests, and none on the platform unless told. */
export function person(
  role: Schemas['MembershipView']['role'] | null,
  platformRole: Schemas['UserView']['platformRole'] = null,
): Schemas['UserView'] {
  return {
    id: 'u1',
    email: 'ada@example.com',
    name: 'Ada',
    platformRole,
    memberships: role ? [{ tenantId: TENANT.id, role }] : [],
  };
}

interface PageOptions {
  /** Who is signed in; an owner unless told. */
  user?: Schemas['UserView'];
  /** The address, with filters: `/?status=failed`. */
  path?: string;
}

/** Renders something as a page of the console: theme, cache, router, session and tenant around it. */
export async function renderPage(
  content: ReactNode,
  { user = person('owner'), path = '/' }: PageOptions = {},
): Promise<RenderResult & { search: () => string }> {
  queryClient.clear();
  queryClient.setQueryData(SESSION_KEY, {
    user,
    csrfToken: 'csrf-of-the-test',
    features: { simulator: true, virtualPhone: true },
  });
  const rootRoute = createRootRoute({ component: () => <TenantContext value={TENANT}>{content}</TenantContext> });
  const anyRoute = createRoute({ getParentRoute: () => rootRoute, path: '$' });
  const history = createMemoryHistory({ initialEntries: [path] });
  const routeTree = rootRoute.addChildren([anyRoute]);
  const router = createRouter({ routeTree, history, parseSearch, stringifySearch });
  await router.load();
  let result: RenderResult | undefined;
  await act(async () => {
    result = render(
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </MantineProvider>,
    );
  });
  if (!result) throw new Error('React rendered nothing');
  return { ...result, search: () => history.location.search };
}

/** What a route of the pretended server answers: a body (200), a status with a body, or what a function makes of the request. */
export type Answer = object | null | ((request: Request) => object | null | Promise<object | null>);

/** The requests that reached the pretended server, in order. */
export interface AskedServer {
  requests: Request[];
}

/**
 * Stands for the server until the test ends: `answer({ 'GET /console/v1/plans': { items: [], nextCursor: null } })`. A path without
 * its query; what is not named answers 404.
 */
export function answer(routes: Record<string, Answer>): AskedServer {
  const asked: AskedServer = { requests: [] };
  globalThis.fetch = async (input) => {
    const request = input as Request;
    asked.requests.push(request.clone());
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    const told = typeof route === 'function' ? await route(request) : route;
    if (told === undefined)
      return reply(404, { title: 'Not found', detail: 'Not found.', status: 404, code: 'not_found' });
    if (isStatus(told)) return reply(told.status, told.body ?? null);
    return reply(200, told);
  };
  return asked;
}

function isStatus(told: object | null): told is { status: number; body?: object } {
  return (
    told !== null &&
    'status' in told &&
    typeof told.status === 'number' &&
    Object.keys(told).every((key) => key === 'status' || key === 'body')
  );
}

function reply(status: number, body: object | null): Response {
  if (status === 204) return new Response(null, { status });
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
