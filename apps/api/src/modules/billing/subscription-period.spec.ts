import * as fc from 'fast-check';
import { feeOf, monthEndAfter, monthsAfter, nextPeriod, type PlanSegment } from './subscription-period';

const RUNS = { numRuns: 1_000 };
const at = (text: string): Date => new Date(text.length === 10 ? `${text}T00:00:00Z` : text);
const segment = (
  from: string | number | Date,
  to: string | number | Date,
  monthlyFeeMicros: bigint,
  planCode = 'PREMIUM',
): PlanSegment => ({
  planCode,
  monthlyFeeMicros,
  from: new Date(from),
  to: new Date(to),
});

const instant = fc.date({ min: at('2020-01-01'), max: at('2035-12-31'), noInvalidDate: true });
const fee = fc.bigInt({ min: 0n, max: 1_000_000_000_000n });
/** Some month of a subscription that was opened some months before, on any day of the month. */
const month = fc.record({ opened: instant, months: fc.nat(30) }).map(({ opened, months }) => {
  const anchorDay = opened.getUTCDate();
  return { ...nextPeriod(monthsAfter(opened, months, anchorDay), anchorDay), anchorDay };
});
/** A month with plans that follow one another without a gap, cut at any instants. */
const heldMonth = fc
  .record({
    month,
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
    fees: fc.array(fee, { minLength: 13, maxLength: 13 }),
  })
  .map(({ month: period, cuts, fees }) => {
    const length = period.end.getTime() - period.start.getTime();
    const times = [0, ...cuts.map((cut) => Math.floor(cut * length)), length].sort((one, other) => one - other);
    const segments = times.slice(1).map((to, index): PlanSegment => ({
      planCode: `PLAN_${index}`,
      monthlyFeeMicros: fees[index]!,
      from: new Date(period.start.getTime() + times[index]!),
      to: new Date(period.start.getTime() + to),
    }));
    return { period, segments };
  });

describe('A month of a subscription', () => {
  it.each([
    ['2026-01-15T10:30:00Z', 15, ['2026-02-15T10:30:00Z', '2026-03-15T10:30:00Z', '2026-04-15T10:30:00Z']],
    ['2026-01-31', 31, ['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
    ['2028-01-31', 31, ['2028-02-29', '2028-03-31']],
    ['2026-01-30', 30, ['2026-02-28', '2026-03-30', '2026-04-30']],
    ['2028-02-29', 29, ['2028-03-29', '2028-04-29']],
    [
      '2026-11-30T23:59:59.999Z',
      30,
      ['2026-12-30T23:59:59.999Z', '2027-01-30T23:59:59.999Z', '2027-02-28T23:59:59.999Z', '2027-03-30T23:59:59.999Z'],
    ],
    // Where periods do not begin on the anchor day any more, they keep to the day on which they begin.
    ['2026-03-10', 31, ['2026-04-10', '2026-05-10']],
  ])('that begins on %s, anchored on day %i, is followed by those that end on %j', (start, day, ends) => {
    let period = { start: at(start), end: at(start) };
    for (const end of ends) {
      period = nextPeriod(period.end, day);
      expect(period.end).toEqual(at(end));
    }
  });

  it('is 28 to 31 days long, and none is left out or begun twice, however many follow one another', () => {
    fc.assert(
      fc.property(month, ({ anchorDay: day, ...first }) => {
        let period = first;
        for (let count = 0; count < 26; count += 1) {
          const days = (period.end.getTime() - period.start.getTime()) / 86_400_000;
          expect(days).toBeGreaterThanOrEqual(28);
          expect(days).toBeLessThanOrEqual(31);
          const next = nextPeriod(period.end, day);
          const gone = next.end.getUTCMonth() - period.end.getUTCMonth();
          expect((gone + 12) % 12).toBe(1);
          period = next;
        }
      }),
      RUNS,
    );
  });

  it('ends after any instant in it, and not a whole month later', () => {
    fc.assert(
      fc.property(month, instant, ({ start, anchorDay: day }, now) => {
        fc.pre(now >= start);
        const end = monthEndAfter(start, day, now);
        expect(end > now).toBe(true);
        expect(end > monthsAfter(now, 1, now.getUTCDate()) && end.getTime() - now.getTime() > 31 * 86_400_000).toBe(
          false,
        );
      }),
      RUNS,
    );
  });
});

describe('The fee of a period', () => {
  const JUNE = { start: at('2026-06-01'), end: at('2026-07-01') };

  it.each<[string, PlanSegment[], bigint]>([
    ['a plan that was held all the time', [segment('2026-06-01', '2026-07-01', 49_000_000n)], 49_000_000n],
    ['a plan that was held longer than the period', [segment('2026-01-01', '2027-01-01', 49_000_000n)], 49_000_000n],
    // 49 × 10/30 + 499 × 20/30 = 16.333… + 332.666… = 349
    [
      'an upgrade on the 11th',
      [segment('2026-06-01', '2026-06-11', 49_000_000n), segment('2026-06-11', '2026-07-01', 499_000_000n)],
      349_000_000n,
    ],
    // 49 × 10/30 = 16.3333333…
    ['a plan for the first ten days only', [segment('2026-06-01', '2026-06-11', 49_000_000n)], 16_333_333n],
    // 1 micro-unit × 15/30 = half a micro-unit, rounded up
    ['half a micro-unit', [segment('2026-06-01', '2026-06-16', 1n)], 1n],
    ['less than half a micro-unit', [segment('2026-06-01', '2026-06-15T23:59:59.999Z', 1n)], 0n],
    // Three parts of a third of a micro-unit: 1, although each of them alone is rounded to nothing.
    [
      'three thirds of a micro-unit',
      [1, 11, 21].map((day) => segment(Date.UTC(2026, 5, day), Date.UTC(2026, 5, day + 10), 1n)),
      1n,
    ],
    ['no plan', [], 0n],
    ['a free plan', [segment('2026-06-01', '2026-07-01', 0n)], 0n],
  ])('for %s', (_, segments, expected) => {
    expect(feeOf(JUNE, segments)).toBe(expected);
  });

  it('counts months by their own length: half of February is dearer by the day than half of March', () => {
    const half = (start: string, middle: string, end: string) =>
      feeOf({ start: at(start), end: at(end) }, [segment(start, middle, 28_000_000n)]);
    expect(half('2026-02-01', '2026-02-15', '2026-03-01')).toBe(14_000_000n);
    // 28 × 14/31 = 12.6451612903…
    expect(half('2026-03-01', '2026-03-15', '2026-04-01')).toBe(12_645_161n);
  });

  it('of a term of several months is the fee of each of them', () => {
    const term = { start: at('2026-01-31'), end: at('2026-04-15') };
    // January 31 to March 31 are two months; to April 15 it is 15/30 of the third.
    expect(feeOf(term, [segment(term.start, term.end, 10_000_000n)], 31)).toBe(25_000_000n);
  });

  it('is between that of the cheapest and that of the dearest plan held, whatever the changes were', () => {
    fc.assert(
      fc.property(heldMonth, ({ period, segments }) => {
        const charged = feeOf(period, segments, period.anchorDay);
        const fees = segments.filter(({ from, to }) => from < to).map(({ monthlyFeeMicros }) => monthlyFeeMicros);
        expect(charged).toBeGreaterThanOrEqual(fees.reduce((one, other) => (other < one ? other : one)));
        expect(charged).toBeLessThanOrEqual(fees.reduce((one, other) => (other > one ? other : one)));
      }),
      RUNS,
    );
  });

  it('does not depend on how the time is cut: a part that is cut in two costs the same', () => {
    fc.assert(
      fc.property(
        heldMonth,
        fc.nat(12),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ period, segments }, which, where) => {
          const index = which % segments.length;
          const { from, to, ...plan } = segments[index]!;
          const middle = new Date(from.getTime() + Math.floor((to.getTime() - from.getTime()) * where));
          const cut = [
            ...segments.slice(0, index),
            { ...plan, from, to: middle },
            { ...plan, from: middle, to },
            ...segments.slice(index + 1),
          ];
          expect(feeOf(period, cut, period.anchorDay)).toBe(feeOf(period, segments, period.anchorDay));
        },
      ),
      RUNS,
    );
  });

  it('is the sum of its parts to within the rounding of each, and never negative', () => {
    fc.assert(
      fc.property(heldMonth, ({ period, segments }) => {
        const whole = feeOf(period, segments, period.anchorDay);
        const parts = segments.map((part) => feeOf(period, [part], period.anchorDay));
        const sum = parts.reduce((one, other) => one + other, 0n);
        const off = whole > sum ? whole - sum : sum - whole;
        expect(parts.every((part) => part >= 0n)).toBe(true);
        expect(2n * off).toBeLessThanOrEqual(BigInt(segments.length) + 1n);
      }),
      RUNS,
    );
  });
});
