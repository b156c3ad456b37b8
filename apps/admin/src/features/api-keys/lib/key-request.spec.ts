import { EMPTY_KEY, keyProblems, keyRequestOf } from './key-request';

const NOW = new Date('2026-11-20T12:00:00Z');
const FILLED = { ...EMPTY_KEY, name: ' Shop ', scopes: ['messages:send'] };

describe('The form of a key', () => {
  it('asks for no limits that were not set', () => {
    expect(keyRequestOf(FILLED, NOW)).toEqual({
      name: 'Shop',
      scopes: ['messages:send'],
      phoneNumberId: null,
      expiresAt: null,
      allowedIps: [],
      monthlySpendLimit: null,
    });
  });

  it('counts days from now, and lets a day be worked through where the person is', () => {
    expect(keyRequestOf({ ...FILLED, expiry: '30' }, NOW).expiresAt).toBe('2026-12-20T12:00:00.000Z');
    const { expiresAt } = keyRequestOf({ ...FILLED, expiry: 'day', expiresAt: '2027-01-31' }, NOW);
    expect(new Date(expiresAt ?? '')).toEqual(new Date(2027, 0, 31, 23, 59, 59));
  });

  it('sends the limit as it was typed', () => {
    expect(keyRequestOf({ ...FILLED, monthlySpendLimit: ' 1000000000.10 ' }, NOW).monthlySpendLimit).toBe(
      '1000000000.10',
    );
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ expiry: 'day' as const }, 'expiresAt'],
    [{ expiry: 'day' as const, expiresAt: '2026-11-19' }, 'expiresAt'],
    [{ monthlySpendLimit: '1,000' }, 'monthlySpendLimit'],
    [{ monthlySpendLimit: '-1' }, 'monthlySpendLimit'],
  ])('says what is wrong with %j at %s', (change, field) => {
    expect(Object.keys(keyProblems({ ...FILLED, ...change }, '2026-11-20'))).toEqual([field]);
  });

  it('has nothing against what is right', () => {
    expect(
      keyProblems({ ...FILLED, expiry: 'day', expiresAt: '2026-11-20', monthlySpendLimit: '0.5' }, '2026-11-20'),
    ).toEqual({});
  });
});
