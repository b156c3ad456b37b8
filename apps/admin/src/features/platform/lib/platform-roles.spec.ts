import { isLastOperator } from './platform-roles';

const member = (id: string, platformRole: 'operator' | 'support', status: 'active' | 'invited' = 'active') => ({
  id,
  status,
  email: `${id}@example.com`,
  name: null,
  platformRole,
  totpEnabled: null,
  createdAt: '2026-11-20T00:00:00.000Z',
  expiresAt: null,
});

describe('The last operator', () => {
  const ada = member('ada', 'operator');

  it('is the only one who has accepted: invitations do not count', () => {
    expect(isLastOperator(ada, [ada, member('bob', 'operator', 'invited'), member('cy', 'support')])).toBe(true);
  });

  it('is nobody while there are two', () => {
    expect(isLastOperator(ada, [ada, member('bob', 'operator')])).toBe(false);
  });

  it('is never someone of support', () => {
    expect(isLastOperator(member('cy', 'support'), [ada])).toBe(false);
  });
});
