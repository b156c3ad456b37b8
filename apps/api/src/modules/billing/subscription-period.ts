/** A stretch of time, from `start` (inclusive) to `end` (exclusive). */
export interface Period {
  start: Date;
  end: Date;
}

/** A plan that was held for a time, at what it cost a month then. */
export interface PlanSegment {
  planCode: string;
  monthlyFeeMicros: bigint;
  from: Date;
  to: Date;
}

/** An exact number; the denominator is positive. */
interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/**
 * The instant `months` calendar months (UTC) after another, at the same time of day: on the anchor day, or on the month's last day
 * where the month is shorter, so that 31 January is followed by 28 February and that by 31 March.
 */
export function monthsAfter(start: Date, months: number, anchorDay = start.getUTCDate()): Date {
  const day = Math.min(
    anchorDayOf(start, anchorDay),
    daysInMonth(start.getUTCFullYear(), start.getUTCMonth() + months),
  );
  const moved = new Date(start);
  // The day first: the 31st of a month that has none would move on into the next one.
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  moved.setUTCDate(day);
  return moved;
}

/** The day that periods which begin at `start` keep to: the anchor day where `start` lies on it, else the day of `start` itself. */
export function anchorDayOf(start: Date, anchorDay: number): number {
  const day = start.getUTCDate();
  return Math.min(anchorDay, daysInMonth(start.getUTCFullYear(), start.getUTCMonth())) === day ? anchorDay : day;
}

/** The month that follows a period. */
export function nextPeriod(end: Date, anchorDay: number): Period {
  return { start: end, end: monthsAfter(end, 1, anchorDay) };
}

/** The first end of a month, counted from the start of a period, that comes after an instant. */
export function monthEndAfter(start: Date, anchorDay: number, instant: Date): Date {
  return monthsAfter(start, Math.max(0, wholeMonths(start, anchorDay, instant)) + 1, anchorDay);
}

/**
 * What a period costs: every plan for the part of the month that it was held. Parts of a period in which no plan was held cost
 * nothing; parts of segments outside the period do not count. A period of several months (a fixed term) costs each month's fee.
 * Exact until the end, then rounded half up to micro-units.
 */
export function feeOf(period: Period, segments: readonly PlanSegment[], anchorDay = period.start.getUTCDate()): bigint {
  const shares = clip(segments, period).map(({ monthlyFeeMicros, from, to }) => {
    const share = subtract(position(period.start, anchorDay, to), position(period.start, anchorDay, from));
    return { ...share, numerator: share.numerator * monthlyFeeMicros };
  });
  const { numerator, denominator } = shares.reduce(add, ZERO);
  return (2n * numerator + denominator) / (2n * denominator);
}

/** The parts of segments that lie within a period, in their order. */
export function clip(segments: readonly PlanSegment[], { start, end }: Period): PlanSegment[] {
  return segments
    .map((segment) => ({
      ...segment,
      from: segment.from < start ? start : segment.from,
      to: segment.to > end ? end : segment.to,
    }))
    .filter(({ from, to }) => from < to);
}

/** How many months, counted from the start of a period, an instant lies after it; within a month in proportion to its own length. */
function position(start: Date, anchorDay: number, instant: Date): Fraction {
  const months = wholeMonths(start, anchorDay, instant);
  const begin = BigInt(monthsAfter(start, months, anchorDay).getTime());
  const end = BigInt(monthsAfter(start, months + 1, anchorDay).getTime());
  const denominator = end - begin;
  return { numerator: BigInt(months) * denominator + BigInt(instant.getTime()) - begin, denominator };
}

function wholeMonths(start: Date, anchorDay: number, instant: Date): number {
  const months = (instant.getUTCFullYear() - start.getUTCFullYear()) * 12 + instant.getUTCMonth() - start.getUTCMonth();
  return monthsAfter(start, months, anchorDay) <= instant ? months : months - 1;
}

/** @param month 0 is January; months beyond the year belong to the next ones */
function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

function add(one: Fraction, other: Fraction): Fraction {
  return reduce({
    numerator: one.numerator * other.denominator + other.numerator * one.denominator,
    denominator: one.denominator * other.denominator,
  });
}

function subtract(one: Fraction, other: Fraction): Fraction {
  return add(one, { ...other, numerator: -other.numerator });
}

/** Many changes of a plan must not make the numbers grow without end. */
function reduce({ numerator, denominator }: Fraction): Fraction {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? ZERO : { numerator: numerator / a, denominator: denominator / a };
}
