import { mayAssign, roleLabel, ROLES } from './roles';

describe('Roles', () => {
  it('each have words', () => {
    expect(ROLES.map(({ role }) => role)).toEqual(['owner', 'admin', 'developer', 'billing', 'viewer']);
    expect(roleLabel('billing')).toBe('Billing');
    expect(roleLabel('something new')).toBe('something new');
  });

  it('of owners are given and taken by owners and operators alone', () => {
    expect(mayAssign('admin', false, ['viewer', 'owner'])).toBe(false);
    expect(mayAssign('admin', false, ['viewer', 'admin'])).toBe(true);
    expect(mayAssign('owner', false, ['owner'])).toBe(true);
    expect(mayAssign(null, true, ['owner'])).toBe(true);
  });
});
