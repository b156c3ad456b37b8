import { formatInstant, formatRelative, formatUtc } from './instant';

const AT = '2026-11-20T17:48:40.123Z';

describe('instants', () => {
  it('are written in the person’s zone', () => {
    expect(formatInstant(AT, 'minutes', 'Europe/Istanbul')).toBe('20 Nov 2026, 20:48');
    expect(formatInstant(AT, 'seconds', 'UTC')).toBe('20 Nov 2026, 17:48:40');
    expect(formatInstant(AT, 'day', 'Pacific/Auckland')).toBe('21 Nov 2026');
  });

  it('never write midnight as 24 o’clock', () => {
    expect(formatInstant('2026-11-20T00:00:00Z', 'minutes', 'UTC')).toBe('20 Nov 2026, 00:00');
  });

  it('can be read in UTC', () => {
    expect(formatUtc(AT)).toBe('2026-11-20 17:48:40 UTC');
  });

  it.each([
    [-20_000, 'just now'],
    [-3 * 60_000 - 5, '3 minutes ago'],
    [-2 * 3_600_000, '2 hours ago'],
    [3 * 86_400_000, 'in 3 days'],
  ])('say how far they are: %i ms is %s', (distanceMs, expected) => {
    const nowMs = Date.parse(AT);
    expect(formatRelative(new Date(nowMs + distanceMs).toISOString(), nowMs)).toBe(expected);
  });

  it('are shown as they came when they are none', () => {
    expect([formatInstant('soon'), formatUtc('soon'), formatRelative('soon', 0)]).toEqual(['soon', 'soon', 'soon']);
  });
});
