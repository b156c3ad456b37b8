import { endOfLocalDay, startOfLocalDay, today } from './local-day';

describe('a calendar day of the person', () => {
  it('begins at their midnight and ends at the next one', () => {
    expect(startOfLocalDay('2026-11-20')).toBe(new Date(2026, 10, 20).toISOString());
    expect(endOfLocalDay('2026-11-20')).toBe(new Date(2026, 10, 21).toISOString());
  });

  it('is today from their midnight on', () => {
    const at = Date.now();
    expect(at).toBeGreaterThanOrEqual(Date.parse(startOfLocalDay(today())));
    expect(at).toBeLessThan(Date.parse(endOfLocalDay(today())));
  });

  it('reaches over the ends of months and years', () => {
    expect(endOfLocalDay('2026-12-31')).toBe(startOfLocalDay('2027-01-01'));
    expect(endOfLocalDay('2028-02-28')).toBe(startOfLocalDay('2028-02-29'));
  });
});
