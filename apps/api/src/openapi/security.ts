import type { Route } from './routes';

/** How callers prove who they are. */
export const SECURITY_SCHEMES: Record<string, Record<string, unknown>> = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a tenant: `pk_…`.' },
  apiToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Token',
    description: 'The same API key in a header of its own (v2).',
  },
  accessTokenQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'access_token',
    description:
      'The same API key in the query, as SDKs for Meta may send it (Graph façade). It ends up in logs: prefer the header.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'switchboard_session',
    description: 'The cookie that signing in at the console sets.',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'The `csrfToken` of `GET /console/v1/session`, for every request of a session that changes something.',
  },
  accessToken: { type: 'http', scheme: 'bearer', description: "A person's access token for scripts: `op_…`." },
};

const SAFE = new Set(['get', 'head', 'options']);

/** The ways in, any of which is enough. */
export function securityOf({
  access,
  surface,
  method,
}: Pick<Route, 'access' | 'surface' | 'method'>): Record<string, string[]>[] {
  if (access === undefined || access.kind === 'public') return [];
  if (access.kind !== 'key') {
    const session: Record<string, string[]> = SAFE.has(method) ? { session: [] } : { session: [], csrf: [] };
    return [session, { accessToken: [] }];
  }
  const ways: Record<string, string[]>[] = [{ apiKey: [] }];
  if (surface === 'v2') ways.push({ apiToken: [] });
  if (surface === 'graph') ways.push({ accessTokenQuery: [] });
  return ways;
}
