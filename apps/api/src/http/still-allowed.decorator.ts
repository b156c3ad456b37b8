import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthenticationGuard } from './authentication.guard';
import { ConsoleRoleGuard } from './console-role.guard';
import { ProblemError } from './problem';

const reflector = new Reflector();
const guards = [new AuthenticationGuard(reflector), new ConsoleRoleGuard(reflector)];

/** Asks again what was asked when the request came; false when it would be refused now. A database that is away refuses nobody. */
export type StillAllowed = () => Promise<boolean>;

/**
 * For routes of the console whose answer lasts: whether the caller is still signed in, and still has the role that the route needs.
 */
export const CurrentAccess = createParamDecorator((_: unknown, context: ExecutionContext): StillAllowed => async () => {
  try {
    for (const guard of guards) if (!(await guard.canActivate(context))) return false;
    return true;
  } catch (error) {
    return !(error instanceof ProblemError);
  }
});
