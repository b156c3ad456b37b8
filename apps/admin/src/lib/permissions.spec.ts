import type { TenantRole } from '@switchboard/contracts';
import { mayDo, mayEnter, type Permission, type Person } from './permissions';

const member = (role: TenantRole): Person => ({ platformRole: null, memberships: [{ tenantId: 't1', role }] });
const OPERATOR: Person = { platformRole: 'operator', memberships: [] };
const SUPPORT: Person = { platformRole: 'support', memberships: [] };

describe('permissions', () => {
  it.each<[Permission, TenantRole[]]>([
    ['messages:send', ['owner', 'admin', 'developer']],
    ['api-keys:manage', ['owner', 'admin', 'developer']],
    ['phone-numbers:manage', ['owner', 'admin']],
    ['members:manage', ['owner', 'admin']],
    ['ledger:read', ['owner', 'admin', 'billing', 'viewer']],
    ['wallet:alerts', ['owner', 'admin', 'billing']],
    ['wallet:top-up', []],
    ['platform:read', []],
  ])('%s is for %j in a tenant', (permission, allowed) => {
    const roles: TenantRole[] = ['owner', 'admin', 'developer', 'billing', 'viewer'];
    expect(roles.filter((role) => mayDo(member(role), permission, 't1'))).toEqual(allowed);
  });

  it('a role counts in its own tenant only', () => {
    expect(mayDo(member('owner'), 'messages:read', 't2')).toBe(false);
    expect(mayEnter(member('owner'), 't2')).toBe(false);
  });

  it('operators may everything', () => {
    expect(mayDo(OPERATOR, 'wallet:top-up', 't1') && mayDo(OPERATOR, 'platform:manage')).toBe(true);
  });

  it('support reads everywhere and changes nothing', () => {
    expect(mayDo(SUPPORT, 'messages:read', 't1') && mayDo(SUPPORT, 'platform:read')).toBe(true);
    expect(mayDo(SUPPORT, 'messages:send', 't1') || mayDo(SUPPORT, 'platform:manage')).toBe(false);
  });
});
