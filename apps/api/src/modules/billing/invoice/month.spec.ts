import { closableUntil, monthAfter, monthOf } from './month';

describe('A month', () => {
  it('is one of UTC', () => {
    expect(monthOf(new Date('2026-10-31T23:59:59.999Z')).toISOString()).toBe('2026-10-01T00:00:00.000Z');
    expect(monthAfter(new Date('2026-12-01T00:00:00Z')).toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });

  it.each([
    ['2026-11-01T00:59:59.999Z', '2026-10-01'],
    ['2026-11-01T01:00:00.000Z', '2026-11-01'],
    ['2026-11-30T12:00:00.000Z', '2026-11-01'],
    ['2027-01-01T00:30:00.000Z', '2026-12-01'],
  ])('may be closed an hour after its end: at %s those before %s', (now, until) => {
    expect(closableUntil(new Date(now)).toISOString().slice(0, 10)).toBe(until);
  });
});
