import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isUuid } from '@switchboard/contracts';
import { accessOf } from './authentication.guard';
import { requestOf, type UserPrincipal } from './principal';
import { ProblemError } from './problem';
import type { RouteAccess } from './route-access.decorator';

const READING = new Set(['GET', 'HEAD']);

/** Holds people to their roles. A tenant that is not the caller's answers as a missing one does. */
@Injectable()
export class ConsoleRoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = accessOf(this.reflector, context);
    if (access.kind !== 'console') return true;
    const request = requestOf(context);
    if (request.user?.kind !== 'user') throw ProblemError.unauthorized();
    const { tenantId } = request.params;
    if (tenantId !== undefined && (typeof tenantId !== 'string' || !isUuid(tenantId)))
      throw ProblemError.notFound('Tenant');
    checkConsoleRole(request.user, access, READING.has(request.method), tenantId);
    return true;
  }
}

/**
 * Throws 404 for a tenant the person does not belong to, 403 for a role that is not enough, and 403 `totp_required` where the tenant
 * asks for one-time codes that the person has not turned on. Who works for the platform is not bound by a tenant's settings.
 */
export function checkConsoleRole(
  user: UserPrincipal,
  access: Extract<RouteAccess, { kind: 'console' }>,
  isReading: boolean,
  tenantId: string | undefined,
): void {
  if (user.platformRole === 'operator') return;
  if (user.platformRole === 'support' && (isReading || access.platform.includes('support'))) return;
  if (tenantId === undefined) {
    const allowed = user.memberships.filter(({ role }) => access.tenant.includes(role));
    if (allowed.length === 0) throw ProblemError.forbidden();
    if (allowed.every(({ needsTotp }) => needsTotp)) throw totpRequired();
    return;
  }
  const membership = user.memberships.find((each) => each.tenantId === tenantId);
  if (!membership && user.platformRole !== 'support') throw ProblemError.notFound('Tenant');
  if (!membership || !access.tenant.includes(membership.role)) throw ProblemError.forbidden();
  if (membership.needsTotp) throw totpRequired();
}

function totpRequired(): ProblemError {
  return new ProblemError(
    403,
    'totp_required',
    'This tenant asks for one-time codes. Turn them on in your account first.',
  );
}
