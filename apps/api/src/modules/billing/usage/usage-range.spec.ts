import { USAGE_GRANULARITIES } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { ProblemError } from '../../../http/problem';
import { bucketOf, piecesAfter, piecesOf, usageRange } from './usage-range';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-20T15:40:00Z');

const iso = (ms: number): string => new Date(ms).toISOString();
const granularities = fc.constantFrom(...USAGE_GRANULARITIES);
/** Any hour of some thirty years. */
const hours = fc
  .integer({ min: 0, max: 30 * 366 * 24 })
  .map((hour) => Date.parse('2010-01-01T00:00:00Z') + hour * HOUR);
const ranges = fc
  .tuple(hours, fc.integer({ min: 1, max: 40 * 24 }))
  .map(([fromMs, count]) => ({ fromMs, toMs: fromMs + count * HOUR }));

function refused(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return (error as ProblemError).fields;
  }
  return 'taken';
}

describe('A range of usage', () => {
  it('is the last 30 days and today unless told', () => {
    const { fromMs, toMs } = usageRange({ granularity: 'day' }, NOW);
    expect([iso(fromMs), iso(toMs)]).toEqual(['2026-10-21T00:00:00.000Z', '2026-11-20T16:00:00.000Z']);
  });

  it('is taken by all granularities when nothing is told', () => {
    for (const granularity of USAGE_GRANULARITIES) expect(() => usageRange({ granularity }, NOW)).not.toThrow();
  });

  it('ends now when only its beginning is told, and begins 30 days before its end when only that is', () => {
    expect(iso(usageRange({ from: '2026-11-19T00:00:00Z', granularity: 'hour' }, NOW).toMs)).toBe(
      '2026-11-20T16:00:00.000Z',
    );
    expect(iso(usageRange({ to: '2026-06-30T12:00:00Z', granularity: 'day' }, NOW).fromMs)).toBe(
      '2026-05-31T00:00:00.000Z',
    );
  });

  it('holds whole hours: an hour that is touched is in it', () => {
    const asked = {
      from: '2026-11-01T10:59:59.999+05:30',
      to: '2026-11-01T10:00:00.001Z',
      granularity: 'hour',
    } as const;
    const { fromMs, toMs } = usageRange(asked, NOW);
    expect([iso(fromMs), iso(toMs)]).toEqual(['2026-11-01T05:00:00.000Z', '2026-11-01T11:00:00.000Z']);
  });

  it.each([
    ['hour', '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00.001Z'],
    ['day', '2025-01-01T00:00:00Z', '2026-02-05T00:00:00Z', '2026-02-05T00:00:00.001Z'],
    ['month', '2016-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  ] as const)('by the %s is as long as the limit says, and no longer', (granularity, from, longest, tooLong) => {
    expect(refused(() => usageRange({ from, to: longest, granularity }, NOW))).toBe('taken');
    expect(refused(() => usageRange({ from, to: tooLong, granularity }, NOW))).toMatchObject([
      { path: 'from', rule: 'range' },
    ]);
  });

  it('is refused when it ends before it begins, or at once', () => {
    const [early, late] = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'];
    for (const [from, to] of [
      [late, early],
      [early, early],
    ]) {
      expect(refused(() => usageRange({ from, to, granularity: 'day' }, NOW))).toMatchObject([
        { path: 'to', rule: 'order' },
      ]);
    }
    expect(refused(() => usageRange({ from: '2027-01-01T00:00:00Z', granularity: 'day' }, NOW))).toMatchObject([
      { path: 'from', rule: 'order' },
    ]);
  });
});

describe('The pieces of a range', () => {
  it('cover every hour of it once, in the order of time', () => {
    fc.assert(
      fc.property(ranges, granularities, (range, granularity) => {
        let reached = range.fromMs;
        for (const { source, fromMs, toMs } of piecesOf(range, granularity)) {
          expect(fromMs).toBe(reached);
          expect(toMs).toBeGreaterThan(fromMs);
          if (source === 'day') expect([fromMs % DAY, toMs % DAY]).toEqual([0, 0]);
          reached = toMs;
        }
        expect(reached).toBe(range.toMs);
      }),
    );
  });

  it('are days wherever that will do, but never for hours', () => {
    fc.assert(
      fc.property(ranges, granularities, (range, granularity) => {
        const hoursRead = piecesOf(range, granularity)
          .filter(({ source }) => source === 'hour')
          .reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / HOUR, 0);
        if (granularity === 'hour') expect(hoursRead).toBe((range.toMs - range.fromMs) / HOUR);
        else expect(hoursRead).toBeLessThan(48);
      }),
    );
  });

  it('lie in one bucket each hour or day of them', () => {
    fc.assert(
      fc.property(ranges, granularities, (range, granularity) => {
        for (const { source, fromMs } of piecesOf(range, granularity)) {
          const lastMs = fromMs + (source === 'day' ? DAY : HOUR) - 1;
          expect(bucketOf(lastMs, granularity)).toBe(bucketOf(fromMs, granularity));
        }
      }),
    );
  });

  it('go on behind what has been read', () => {
    fc.assert(
      fc.property(ranges, granularities, fc.nat(), (range, granularity, choice) => {
        const pieces = piecesOf(range, granularity);
        const beginnings = pieces.flatMap(({ source, fromMs, toMs }) => {
          const stepMs = source === 'day' ? DAY : HOUR;
          return Array.from({ length: (toMs - fromMs) / stepMs }, (_, index) => fromMs + index * stepMs);
        });
        const read = choice % beginnings.length;
        const rest = piecesAfter(pieces, beginnings[read]!);
        const isLeft = (beginning: number): boolean =>
          rest.some(({ fromMs, toMs }) => beginning >= fromMs && beginning < toMs);
        expect(beginnings.filter(isLeft)).toEqual(beginnings.slice(read + 1));
      }),
    );
  });
});

describe('A bucket', () => {
  it.each([
    ['hour', '2026-11-20T15:00:00.000Z'],
    ['day', '2026-11-20T00:00:00.000Z'],
    ['month', '2026-11-01T00:00:00.000Z'],
  ] as const)('of a %s begins with it, UTC', (granularity, beginning) => {
    expect(iso(bucketOf(NOW, granularity))).toBe(beginning);
  });
});
