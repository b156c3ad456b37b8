import { fromLocalInput, toLocalInput } from './local-time-input';

describe('A time that is typed', () => {
  it('comes back as it was, whatever the zone', () => {
    const iso = '2026-11-20T17:48:00.000Z';
    expect(toLocalInput(iso)).toMatch(/^2026-11-\d\dT\d\d:\d\d$/);
    expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  });

  it('is nothing when it is empty or no time', () => {
    expect(toLocalInput(undefined)).toBe('');
    expect(toLocalInput('yesterday')).toBe('');
    expect(fromLocalInput('')).toBeUndefined();
    expect(fromLocalInput('2026-13-40T10:00')).toBeUndefined();
  });
});
