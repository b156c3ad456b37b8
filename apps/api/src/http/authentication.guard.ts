import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { ProblemError } from './problem';
import type { Principal } from './principal';
import { ROUTE_ACCESS, type RouteAccess } from './route-access.decorator';

/** Passport's strategies answer with a principal or throw the error that the caller sees. */
function thrownOr<T>(error: unknown, principal: T | false | undefined): T {
  if (error) throw error as Error;
  if (!principal) throw ProblemError.unauthorized();
  return principal;
}

@Injectable()
class KeyGuard extends AuthGuard('api-key') {
  override handleRequest<T = Principal>(error: unknown, principal: T | false): T {
    return thrownOr(error, principal);
  }
}

@Injectable()
class PersonGuard extends AuthGuard(['access-token', 'session']) {
  override handleRequest<T = Principal>(error: unknown, principal: T | false): T {
    return thrownOr(error, principal);
  }
}

/** The first guard: finds out who is calling, by the means that the route declares. A route that declares none is closed. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly keys = new KeyGuard();
  private readonly people = new PersonGuard();

  constructor(private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context);
    if (access.kind === 'public') return true;
    const guard = access.kind === 'key' ? this.keys : this.people;
    return (await guard.canActivate(context)) as boolean;
  }
}

/** What the route declares about its callers. */
export function accessOf(reflector: Reflector, context: ExecutionContext): RouteAccess {
  const access = reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
    context.getHandler(),
    context.getClass(),
  ]);
  if (!access)
    throw new Error(`${context.getClass().name}.${context.getHandler().name} does not declare who may use it.`);
  return access;
}
