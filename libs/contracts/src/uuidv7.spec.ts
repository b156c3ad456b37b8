import fc from 'fast-check';
import { createUuidv7Source, isUuid, uuidv7, uuidv7Time } from './uuidv7';

const V7_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('uuidv7', () => {
  it('makes ids of version 7 and variant 10 that tell when they were made', () => {
    const before = Date.now();
    const id = uuidv7();
    expect(id).toMatch(V7_PATTERN);
    expect(uuidv7Time(id).getTime()).toBeGreaterThanOrEqual(before);
    expect(uuidv7Time(id).getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('makes ids that only increase, also within a millisecond', () => {
    const ids = Array.from({ length: 20_000 }, () => uuidv7());
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('keeps increasing when the clock stands still or is set back a little', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 50 }), (steps) => {
        let now = 1_764_547_200_000;
        const next = createUuidv7Source(() => now);
        const ids = steps.map((step) => {
          now += step;
          return next();
        });
        expect(ids).toEqual([...ids].sort());
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('borrows the next millisecond when the counter of this one is used up', () => {
    const next = createUuidv7Source(
      () => 1000,
      () => 0xffff_ffff,
    );
    const first = next();
    expect(first).toBe('00000000-03e8-77ff-bfff-ffffffffffff');
    expect(next()).toBe('00000000-03e8-7800-8000-0000ffffffff');
  });

  it('follows a clock that was set back for good', () => {
    let now = 1_764_547_200_000;
    const next = createUuidv7Source(() => now);
    next();
    now -= 3_600_000;
    expect(uuidv7Time(next()).getTime()).toBe(now);
  });

  it('refuses to tell the time of anything but a UUIDv7', () => {
    for (const text of ['', 'x', '00000000-0000-4000-8000-000000000000', `${uuidv7()}0`]) {
      expect(() => uuidv7Time(text)).toThrow(RangeError);
    }
  });

  it('recognises UUIDs in the form with dashes only', () => {
    expect(isUuid(uuidv7())).toBe(true);
    expect(isUuid(uuidv7().toUpperCase())).toBe(true);
    expect(isUuid(uuidv7().replaceAll('-', ''))).toBe(false);
    expect(isUuid(`${uuidv7()}\n`)).toBe(false);
  });
});
