import { auditDiff, valueText } from './audit-diff';
import { actionLabel, kindLabel } from './audit-words';

describe('What an act changed', () => {
  it('is told field by field, those of objects inside under their path', () => {
    const before = { name: 'Old', limits: { perSecond: 10, perMinute: 100 }, scopes: ['a'] };
    const after = { name: 'New', limits: { perSecond: 10, perMinute: 200 }, scopes: ['a', 'b'] };
    expect(auditDiff(before, after)).toEqual([
      { path: 'name', before: 'Old', after: 'New', kind: 'changed' },
      { path: 'limits.perSecond', before: 10, after: 10, kind: 'same' },
      { path: 'limits.perMinute', before: 100, after: 200, kind: 'changed' },
      { path: 'scopes', before: ['a'], after: ['a', 'b'], kind: 'changed' },
    ]);
  });

  it('is all of a thing that was made, or removed', () => {
    expect(auditDiff(null, { name: 'New' })).toEqual([
      { path: 'name', before: undefined, after: 'New', kind: 'added' },
    ]);
    expect(auditDiff({ name: 'Old' }, null)).toEqual([
      { path: 'name', before: 'Old', after: undefined, kind: 'removed' },
    ]);
  });

  it('is nothing where the new values do not name a field', () => {
    expect(auditDiff({ email: 'ada@example.com', role: 'viewer' }, { role: 'admin' })).toEqual([
      { path: 'email', before: 'ada@example.com', after: undefined, kind: 'same' },
      { path: 'role', before: 'viewer', after: 'admin', kind: 'changed' },
    ]);
  });

  it('can be nothing at all', () => {
    expect(auditDiff(null, null)).toEqual([]);
    expect(auditDiff('a', 'b')).toEqual([{ path: 'value', before: 'a', after: 'b', kind: 'changed' }]);
  });
});

describe('Values of the audit log', () => {
  it.each([
    [null, 'none'],
    ['', '(empty)'],
    [true, 'yes'],
    [false, 'no'],
    [['a', 'b'], 'a, b'],
    [[], 'none'],
    [{ a: 1 }, '{"a":1}'],
    [12, '12'],
  ])('%j is read as %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('are called by words', () => {
    expect(actionLabel('api_key.revoked')).toBe('API key: revoked');
    expect(actionLabel('webhook_endpoint.secret_rotated')).toBe('Webhook endpoint: secret rotated');
    expect(kindLabel('phone_number')).toBe('Phone number');
  });
});
