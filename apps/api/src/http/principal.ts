import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { PlatformRole, Scope, TenantRole } from '@switchboard/contracts';
import type { Request } from 'express';

/** The tenant behind a key, as its last snapshot says. */
export interface PrincipalTenant {
  id: string;
  name: string;
  status: string;
  currency: string;
}

/** The part of a plan that decides on a request. */
export interface PrincipalPlan {
  code: string;
  messagesPerSecond: number;
  messagesPerMinute: number;
  mediaPerMinute: number;
  features: readonly string[];
  platformFeeMicros: bigint;
  markupBps: number;
  /** When access ends: the end of a term, or of the grace for a month that is not paid. Null: not by itself. */
  periodEnd: Date | null;
}

/** A tenant's program, known by its API key. */
export interface ApiKeyPrincipal {
  kind: 'api-key';
  keyId: string;
  keyPrefix: string;
  keyName: string;
  tenantId: string;
  scopes: readonly Scope[];
  /** CIDR blocks or addresses; empty: any. */
  allowedIps: readonly string[];
  /** Our id of the key's default sender. */
  phoneNumberId: string | null;
  expiresAt: Date | null;
  monthlySpendLimitMicros: bigint | null;
  tenant: PrincipalTenant;
  plan: PrincipalPlan;
}

/** What a person is in a tenant. */
export interface Membership {
  tenantId: string;
  role: TenantRole;
  /** Set while the tenant asks for one-time codes that the person has not turned on: until then the role gives no rights. */
  needsTotp?: boolean;
}

/** A person at the console, or a script with a person's access token. */
export interface UserPrincipal {
  kind: 'user';
  userId: string;
  email: string;
  name: string;
  platformRole: PlatformRole | null;
  memberships: readonly Membership[];
  /** Whether they sign in with one-time codes; absent is no. */
  hasTotp?: boolean;
  /** When the session, or the token, ends by itself; absent or null: not by itself. */
  expiresAt?: Date | null;
  via: 'session' | 'access-token';
  sessionId: string | null;
  csrfToken: string | null;
}

export type Principal = ApiKeyPrincipal | UserPrincipal;

/** Where a request came from, for the audit log. */
export interface RequestOrigin {
  ip: string;
  userAgent: string | null;
  requestId: string;
}

/** The request as the edge leaves it: Passport puts the principal into `user`, the first middleware puts the id into `id`. */
export type EdgeRequest = Omit<Request, 'user'> & { user?: Principal; id: string };

export function requestOf(context: ExecutionContext): EdgeRequest {
  return context.switchToHttp().getRequest<EdgeRequest>();
}

/** Whose key the request came with, on routes for keys. */
export function keyOf({ user }: EdgeRequest): ApiKeyPrincipal {
  if (user?.kind !== 'api-key') throw new Error('This route is not declared with @KeyRoute.');
  return user;
}

export const CurrentKey = createParamDecorator((_: unknown, context: ExecutionContext): ApiKeyPrincipal =>
  keyOf(requestOf(context)),
);

export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal => {
  const { user } = requestOf(context);
  if (user?.kind !== 'user') throw new Error('This route is not declared with @ConsoleRoute or @SignedIn.');
  return user;
});

export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin =>
  originOf(requestOf(context)),
);

export function originOf(request: EdgeRequest): RequestOrigin {
  return { ip: request.ip ?? '', userAgent: request.get('user-agent')?.slice(0, 400) ?? null, requestId: request.id };
}
