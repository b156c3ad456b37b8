import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PLATFORM_ROLES, TENANT_ROLES, uuidv7 } from '@switchboard/contracts';
import { checkConsoleRole, ConsoleRoleGuard } from './console-role.guard';
import type { EdgeRequest, UserPrincipal } from './principal';
import { ProblemError } from './problem';
import { ConsoleRoute, KeyRoute, PublicRoute, SignedIn } from './route-access.decorator';

const TENANT = uuidv7();
const OTHER_TENANT = uuidv7();

type Role = (typeof PLATFORM_ROLES)[number] | (typeof TENANT_ROLES)[number] | 'stranger';

const ROLES: readonly Role[] = [...PLATFORM_ROLES, ...TENANT_ROLES, 'stranger'];

/** A person with one role: over the platform, in TENANT, or (`stranger`) as the owner of another tenant. */
function person(role: Role, given: Partial<UserPrincipal> = {}): UserPrincipal {
  const isPlatform = role === 'operator' || role === 'support';
  const memberships =
    role === 'stranger'
      ? [{ tenantId: OTHER_TENANT, role: 'owner' as const }]
      : isPlatform
        ? []
        : [{ tenantId: TENANT, role }];
  return {
    kind: 'user',
    userId: uuidv7(),
    email: 'person@example.test',
    name: 'Person',
    platformRole: isPlatform ? role : null,
    memberships,
    via: 'session',
    sessionId: null,
    csrfToken: null,
    ...given,
  };
}

type Access = Parameters<typeof checkConsoleRole>[1];
const access = (given: Partial<Access> = {}): Access => ({ kind: 'console', platform: [], tenant: [], ...given });

/** 200 for a person who is let in, else the status of the refusal. */
function outcome(check: () => unknown): number {
  try {
    check();
    return 200;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.status;
  }
}

/** The outcome for every role, in the order of ROLES. */
const outcomes = (route: Access, isReading: boolean, tenantId: string | undefined): Record<string, number> =>
  Object.fromEntries(
    ROLES.map((role) => [role, outcome(() => checkConsoleRole(person(role), route, isReading, tenantId))]),
  );

describe('A tenant that asks for one-time codes', () => {
  const everyone = access({ tenant: TENANT_ROLES });
  const locked = { tenantId: TENANT, role: 'owner' as const, needsTotp: true };
  const refusal = (user: UserPrincipal, tenantId: string | undefined): string => {
    try {
      checkConsoleRole(user, everyone, true, tenantId);
      return 'let in';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return error.code;
    }
  };

  it('shuts out a member who has not turned them on, and says so', () => {
    expect(refusal(person('owner', { memberships: [locked] }), TENANT)).toBe('totp_required');
  });

  it('keeps the member out of nothing else', () => {
    const open = { tenantId: OTHER_TENANT, role: 'viewer' as const };
    expect(refusal(person('owner', { memberships: [locked, open] }), OTHER_TENANT)).toBe('let in');
    expect(refusal(person('owner', { memberships: [locked, open] }), undefined)).toBe('let in');
    expect(refusal(person('owner', { memberships: [locked] }), undefined)).toBe('totp_required');
  });

  it('tells a stranger no more than one that is not there', () => {
    expect(refusal(person('owner', { memberships: [locked] }), uuidv7())).toBe('not_found');
  });

  it('does not bind who works for the platform', () => {
    expect(refusal(person('operator', { memberships: [locked] }), TENANT)).toBe('let in');
    expect(refusal(person('support', { memberships: [locked] }), TENANT)).toBe('let in');
  });
});

describe('Who may use a route of a tenant', () => {
  const everyone = access({ tenant: TENANT_ROLES });
  const admins = access({ tenant: ['owner', 'admin'] });
  const money = access({ tenant: ['owner', 'billing'] });
  const operators = access();
  const supportWrites = access({ platform: ['support'] });

  it.each<[string, Access, 'GET' | 'POST', number[]]>([
    //                                          operator support owner admin developer billing viewer stranger
    ['reading, for all members', everyone, 'GET', [200, 200, 200, 200, 200, 200, 200, 404]],
    ['writing, for all members', everyone, 'POST', [200, 403, 200, 200, 200, 200, 200, 404]],
    ['reading, for owners and admins', admins, 'GET', [200, 200, 200, 200, 403, 403, 403, 404]],
    ['writing, for owners and admins', admins, 'POST', [200, 403, 200, 200, 403, 403, 403, 404]],
    ['writing, for owners and billing', money, 'POST', [200, 403, 200, 403, 403, 200, 403, 404]],
    ['reading, for operators', operators, 'GET', [200, 200, 403, 403, 403, 403, 403, 404]],
    ['writing, for operators', operators, 'POST', [200, 403, 403, 403, 403, 403, 403, 404]],
    ['writing, for support too', supportWrites, 'POST', [200, 200, 403, 403, 403, 403, 403, 404]],
  ])('%s', (_, route, method, expected) => {
    expect(outcomes(route, method === 'GET', TENANT)).toEqual(
      Object.fromEntries(ROLES.map((role, index) => [role, expected[index]])),
    );
  });

  it('is decided by the role in that tenant, not by the role in another', () => {
    const user = person('viewer', {
      memberships: [
        { tenantId: OTHER_TENANT, role: 'owner' },
        { tenantId: TENANT, role: 'viewer' },
      ],
    });
    expect(outcome(() => checkConsoleRole(user, admins, false, TENANT))).toBe(403);
    expect(outcome(() => checkConsoleRole(user, admins, false, OTHER_TENANT))).toBe(200);
  });

  it('includes support staff who are also members, with their own role there', () => {
    const user = person('support', { memberships: [{ tenantId: TENANT, role: 'admin' }] });
    expect(outcome(() => checkConsoleRole(user, admins, false, TENANT))).toBe(200);
    expect(outcome(() => checkConsoleRole(user, admins, false, OTHER_TENANT))).toBe(403);
  });
});

describe('Who may use a route of no tenant', () => {
  it.each<[string, Access, 'GET' | 'POST', number[]]>([
    //                                       operator support owner admin developer billing viewer stranger
    ['reading, for operators', access(), 'GET', [200, 200, 403, 403, 403, 403, 403, 403]],
    ['writing, for operators', access(), 'POST', [200, 403, 403, 403, 403, 403, 403, 403]],
    ['reading, for all members', access({ tenant: TENANT_ROLES }), 'GET', [200, 200, 200, 200, 200, 200, 200, 200]],
    ['writing, for owners', access({ tenant: ['owner'] }), 'POST', [200, 403, 200, 403, 403, 403, 403, 200]],
  ])('%s', (_, route, method, expected) => {
    expect(outcomes(route, method === 'GET', undefined)).toEqual(
      Object.fromEntries(ROLES.map((role, index) => [role, expected[index]])),
    );
  });

  it('is nobody without any role', () => {
    const user = person('stranger', { memberships: [] });
    expect(outcome(() => checkConsoleRole(user, access({ tenant: TENANT_ROLES }), true, undefined))).toBe(403);
    expect(outcome(() => checkConsoleRole(user, access({ tenant: TENANT_ROLES }), true, TENANT))).toBe(404);
  });
});

class Routes {
  @ConsoleRoute({ tenant: ['owner'] })
  owners(): void {}

  @SignedIn()
  signedIn(): void {}

  @PublicRoute()
  open(): void {}

  @KeyRoute({ scope: 'messages:read' })
  keys(): void {}

  undeclared(): void {}
}

describe('The guard', () => {
  const guard = new ConsoleRoleGuard(new Reflector());

  const enter = (
    handler: keyof Routes,
    request: { user?: EdgeRequest['user']; method?: string; params?: Record<string, string | string[]> } = {},
  ): unknown => {
    const context = {
      getHandler: () => Routes.prototype[handler],
      getClass: () => Routes,
      switchToHttp: () => ({ getRequest: () => ({ method: 'GET', params: {}, ...request }) }),
    } as unknown as ExecutionContext;
    return guard.canActivate(context);
  };

  it('lets a member in by the tenant of the path', () => {
    expect(enter('owners', { user: person('owner'), params: { tenantId: TENANT } })).toBe(true);
    expect(outcome(() => enter('owners', { user: person('viewer'), params: { tenantId: TENANT } }))).toBe(403);
    expect(outcome(() => enter('owners', { user: person('owner'), params: { tenantId: OTHER_TENANT } }))).toBe(404);
  });

  it.each([
    ['GET', 200],
    ['HEAD', 200],
    ['POST', 403],
    ['PATCH', 403],
    ['PUT', 403],
    ['DELETE', 403],
  ])('lets support staff %s: %p', (method, expected) => {
    expect(outcome(() => enter('owners', { user: person('support'), method, params: { tenantId: TENANT } }))).toBe(
      expected,
    );
  });

  it.each(['platform', '', 'undefined', `${TENANT}x`, "' OR true --"])(
    'answers a tenant id that is none as it answers a missing tenant: %p',
    (tenantId) => {
      const missing = (id: string): unknown => {
        try {
          return enter('owners', { user: person('owner'), params: { tenantId: id } });
        } catch (error) {
          return { ...(error as ProblemError), message: (error as Error).message };
        }
      };
      expect(missing(tenantId)).toEqual(missing(OTHER_TENANT));
      expect(outcome(() => enter('owners', { user: person('operator'), params: { tenantId } }))).toBe(404);
    },
  );

  it('asks those to sign in who have not, and programs with an API key', () => {
    expect(outcome(() => enter('owners', { params: { tenantId: TENANT } }))).toBe(401);
    const key = { kind: 'api-key', tenantId: TENANT } as EdgeRequest['user'];
    expect(outcome(() => enter('owners', { user: key, params: { tenantId: TENANT } }))).toBe(401);
  });

  it('leaves routes alone that are not about roles', () => {
    for (const handler of ['signedIn', 'open', 'keys'] as const) expect(enter(handler)).toBe(true);
  });

  it('keeps a route shut that declares nothing', () => {
    expect(() => enter('undeclared', { user: person('operator') })).toThrow('Routes.undeclared does not declare');
  });
});
