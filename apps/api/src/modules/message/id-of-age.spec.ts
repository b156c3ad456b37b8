import { createUuidv7Source, isUuid } from '@switchboard/contracts';
import fc from 'fast-check';
import { idOfAge } from './id-of-age';

/** The years that a log can hold, in milliseconds. */
const INSTANT = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
const RANDOM = fc.constantFrom(0, 0xffff_ffff);

const idMadeAt = (ms: number, random: number): string =>
  createUuidv7Source(
    () => ms,
    () => random,
  )();

describe('The smallest id of an age', () => {
  it('parts the ids of messages by their time, to the millisecond', () => {
    fc.assert(
      fc.property(INSTANT, fc.integer({ min: 1, max: 90 * 86_400_000 }), RANDOM, (now, ageMs, random) => {
        fc.pre(now >= ageMs);
        const bound = idOfAge(new Date(now), ageMs);
        expect(isUuid(bound)).toBe(true);
        expect(idMadeAt(now - ageMs, random) > bound).toBe(true);
        if (now > ageMs) expect(idMadeAt(now - ageMs - 1, random) < bound).toBe(true);
      }),
    );
  });

  it('is written like an id, with nothing after the time', () => {
    expect(idOfAge(new Date('2026-11-20T12:00:00.000Z'), 0)).toBe('01a1f8d3-ea00-0000-0000-000000000000');
    expect(idOfAge(new Date('1970-01-02T00:00:00.000Z'), 86_399_999)).toBe('00000000-0001-0000-0000-000000000000');
  });

  it('is the smallest of all before the time of ids began', () => {
    for (const now of ['1969-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z']) {
      expect(idOfAge(new Date(now), 0)).toBe('00000000-0000-0000-0000-000000000000');
    }
    expect(idOfAge(new Date(1_000), 2_000)).toBe('00000000-0000-0000-0000-000000000000');
  });
});
