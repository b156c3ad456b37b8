import type { Schemas } from '../../../api/client';

type Minute = Schemas['ThroughputMinuteView'];

/** What is counted in a stretch of time. */
export type Counts = Omit<Minute, 'minute'>;

/** A stretch of minutes as one point of a chart; `at` is its beginning. */
export interface ThroughputPoint extends Counts {
  at: string;
}

/** More points than this are no longer told apart on a screen. */
const MOST_POINTS = 120;

/** How many minutes one point of a chart stands for, so that a range has at most 120 points. */
export function minutesPerPoint(minutes: number): number {
  return Math.max(1, Math.ceil(minutes / MOST_POINTS));
}

/** Adds up minutes, oldest first, so that at most 120 points are left; the newest point may be shorter than the others. */
export function toPoints(minutes: readonly Minute[]): readonly ThroughputPoint[] {
  const step = minutesPerPoint(minutes.length);
  const points: ThroughputPoint[] = [];
  for (let start = 0; start < minutes.length; start += step) {
    const stretch = minutes.slice(start, start + step);
    points.push({ at: stretch[0]?.minute ?? '', ...sumCounts(stretch) });
  }
  return points;
}

/** Everything that happened in some minutes. */
export function sumCounts(minutes: readonly Counts[]): Counts {
  const sum = (of: (minute: Counts) => number): number => minutes.reduce((total, minute) => total + of(minute), 0);
  return {
    accepted: sum(({ accepted }) => accepted),
    delivered: sum(({ delivered }) => delivered),
    failed: sum(({ failed }) => failed),
    webhooksDelivered: sum(({ webhooksDelivered }) => webhooksDelivered),
  };
}

/** The last minute that is over: the present one is still being counted. Undefined when there is only that. */
export function lastFullMinute(minutes: readonly Minute[]): Minute | undefined {
  return minutes.at(-2);
}
