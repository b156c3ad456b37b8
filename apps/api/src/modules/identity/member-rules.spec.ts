import { PLATFORM_ROLES, TENANT_ROLES } from '@switchboard/contracts';
import type { UserPrincipal } from '../../http/principal';
import { checkMayAssign } from './member-rules';

const TENANT = '01900000-0000-7000-8000-000000000001';
const OTHER = '01900000-0000-7000-8000-000000000002';

function user(overrides: Partial<UserPrincipal>): UserPrincipal {
  return {
    kind: 'user',
    userId: '01900000-0000-7000-8000-00000000000a',
    email: 'a@example.com',
    name: 'A',
    platformRole: null,
    memberships: [],
    via: 'session',
    sessionId: null,
    csrfToken: null,
    ...overrides,
  };
}

describe('checkMayAssign', () => {
  it('lets only owners of that tenant and operators make or unmake an owner', () => {
    for (const role of TENANT_ROLES) {
      const check = () =>
        checkMayAssign(user({ memberships: [{ tenantId: TENANT, role }] }), TENANT, ['viewer', 'owner']);
      if (role === 'owner') expect(check).not.toThrow();
      else expect(check).toThrow('Only an owner');
    }
    for (const platformRole of PLATFORM_ROLES) {
      const check = () => checkMayAssign(user({ platformRole }), TENANT, ['owner']);
      if (platformRole === 'operator') expect(check).not.toThrow();
      else expect(check).toThrow('Only an owner');
    }
  });

  it('does not let the owner of another tenant make an owner', () => {
    const stranger = user({
      memberships: [
        { tenantId: OTHER, role: 'owner' },
        { tenantId: TENANT, role: 'admin' },
      ],
    });
    expect(() => checkMayAssign(stranger, TENANT, ['owner'])).toThrow('Only an owner');
  });

  it('asks for nothing more where no owner is concerned', () => {
    expect(() => checkMayAssign(user({}), TENANT, ['admin', 'viewer'])).not.toThrow();
  });
});
