/** How long a step of time is; steps are of UTC. */
export const GRANULARITIES = ['hour', 'day', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export const RANGES = ['24h', '7d', '30d', '90d', 'month', 'last-month', 'year', 'custom'] as const;
export type RangeName = (typeof RANGES)[number];

/** A stretch of time, in milliseconds since 1970: from is in it, to is not. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest time that the API answers for, by step. */
const LONGEST_MS: Readonly<Record<Granularity, number>> = {
  hour: 31 * DAY_MS,
  day: 400 * DAY_MS,
  month: (10 * 365 + 3) * DAY_MS,
};
const DAYS: Partial<Record<RangeName, number>> = { '7d': 7, '30d': 30, '90d': 90 };

const floorTo = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;

/** The first day of a month so many months away. */
function monthStart(ms: number, monthsLater = 0): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + monthsLater);
}

/**
 * The time that a named range means now. What has begun is included up to the end of the present hour.
 * @param days first and last day of `custom`, UTC, both included; where one is missing the last 30 days stand in
 */
export function rangeOf(name: RangeName, nowMs: number, days: { from?: string; to?: string } = {}): TimeRange {
  const toMs = floorTo(nowMs, HOUR_MS) + HOUR_MS;
  const lastDays = (count: number): TimeRange => ({ fromMs: floorTo(nowMs, DAY_MS) - (count - 1) * DAY_MS, toMs });
  switch (name) {
    case '24h':
      return { fromMs: toMs - DAY_MS, toMs };
    case 'month':
      return { fromMs: monthStart(nowMs), toMs };
    case 'last-month':
      return { fromMs: monthStart(nowMs, -1), toMs: monthStart(nowMs) };
    case 'year':
      return { fromMs: monthStart(nowMs, -11), toMs };
    case 'custom': {
      if (!days.from || !days.to || days.from > days.to) return lastDays(30);
      return { fromMs: Date.parse(`${days.from}T00:00:00Z`), toMs: Date.parse(`${days.to}T00:00:00Z`) + DAY_MS };
    }
    default:
      return lastDays(DAYS[name] ?? 30);
  }
}

/**
 * The time right before that it is compared with: the month before a month, also as far as the present one has come; otherwise as long
 * a time as the range itself.
 */
export function previousRange(name: RangeName, { fromMs, toMs }: TimeRange): TimeRange {
  const isWholeMonths = monthStart(fromMs) === fromMs && monthStart(toMs) === toMs;
  if (name === 'month') {
    const beforeMs = monthStart(fromMs, -1);
    return { fromMs: beforeMs, toMs: Math.min(fromMs, beforeMs + toMs - fromMs) };
  }
  if (name === 'year') return { fromMs: monthStart(fromMs, -12), toMs: fromMs };
  if (isWholeMonths) return { fromMs: monthStart(fromMs, -monthsBetween(fromMs, toMs)), toMs: fromMs };
  return { fromMs: 2 * fromMs - toMs, toMs: fromMs };
}

function monthsBetween(fromMs: number, toMs: number): number {
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

/** The steps that the API allows for so long a time. */
export function allowedGranularities({ fromMs, toMs }: TimeRange): readonly Granularity[] {
  return GRANULARITIES.filter((step) => toMs - fromMs <= LONGEST_MS[step]);
}

/** The step to show: the one that was asked for where it is allowed, else the one that gives a readable chart. */
export function granularityOf(range: TimeRange, asked: Granularity | undefined): Granularity {
  const allowed = allowedGranularities(range);
  if (asked && allowed.includes(asked)) return asked;
  const lengthMs = range.toMs - range.fromMs;
  if (lengthMs <= 2 * DAY_MS) return 'hour';
  return lengthMs <= 100 * DAY_MS ? 'day' : 'month';
}

/** The beginnings of all steps of a range, the first of which may have begun before it. */
export function stepsOf({ fromMs, toMs }: TimeRange, granularity: Granularity): number[] {
  const steps: number[] = [];
  const stepMs = granularity === 'hour' ? HOUR_MS : DAY_MS;
  if (granularity === 'month') {
    for (let at = monthStart(fromMs); at < toMs; at = monthStart(at, 1)) steps.push(at);
  } else {
    for (let at = floorTo(fromMs, stepMs); at < toMs; at += stepMs) steps.push(at);
  }
  return steps;
}

/** A step as an axis writes it: hours in the person's zone, days and months of UTC. */
export function stepWords(stepMs: number, granularity: Granularity): string {
  const options: Intl.DateTimeFormatOptions = {
    hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const,
    day: { day: 'numeric', month: 'short', timeZone: 'UTC' } as const,
    month: { month: 'short', year: 'numeric', timeZone: 'UTC' } as const,
  }[granularity];
  return new Intl.DateTimeFormat('en-GB', options).format(stepMs);
}

/** A range in words: `1 Nov – 20 Nov 2026`, days of UTC. */
export function rangeWords({ fromMs, toMs }: TimeRange): string {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return format.formatRange(fromMs, toMs - 1);
}
