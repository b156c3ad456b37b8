import { SetMetadata } from '@nestjs/common';
import type { PlatformRole, Scope, TenantRole } from '@switchboard/contracts';

/** Which of a key's quotas a request uses up. */
export type Quota = 'message' | 'media';

/** Who may use a route. Every route declares one; a spec walks all controllers and fails when one does not. */
export type RouteAccess =
  | { kind: 'public' }
  | {
      kind: 'key';
      /** Null: whatever the key's scopes are. */
      scope: Scope | null;
      quota: Quota;
    }
  | { kind: 'console'; platform: readonly PlatformRole[]; tenant: readonly TenantRole[] }
  | { kind: 'signed-in' };

export const ROUTE_ACCESS = 'switchboard:route-access';

const declare = (access: RouteAccess) => SetMetadata(ROUTE_ACCESS, access);

/** Open to anyone; the handler itself proves the caller where it must (a webhook's signature, a sign-in). */
export const PublicRoute = () => declare({ kind: 'public' });

/** For API keys with a scope. Every request uses the key's message quota, but media downloads, which have one of their own. */
export const KeyRoute = (options: { scope: Scope; quota?: Quota }) =>
  declare({ kind: 'key', scope: options.scope, quota: options.quota ?? 'message' });

/** For every valid API key, whatever its scopes are: what it is told about itself. Uses the key's message quota. */
export const AnyKeyRoute = () => declare({ kind: 'key', scope: null, quota: 'message' });

/**
 * For people at the console: with a platform role of `platform`, or with a role of `tenant` in the tenant of the path
 * (`:tenantId`). Operators may use every route, support every route that only reads.
 */
export const ConsoleRoute = (options: { platform?: readonly PlatformRole[]; tenant?: readonly TenantRole[] }) =>
  declare({ kind: 'console', platform: options.platform ?? [], tenant: options.tenant ?? [] });

/** For everyone who is signed in. */
export const SignedIn = () => declare({ kind: 'signed-in' });
