import type { UsageGranularity } from '@switchboard/contracts';
import { type FieldProblem, ProblemError } from '../../../http/problem';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is shown when nothing is asked for. */
const DEFAULT_DAYS = 30;

/** The longest time that may be asked for, by granularity. */
const LONGEST: Readonly<Record<UsageGranularity, { ms: number; words: string }>> = {
  hour: { ms: 31 * DAY_MS, words: '31 days by the hour' },
  day: { ms: 400 * DAY_MS, words: '400 days by the day' },
  // Ten years have two or three leap days.
  month: { ms: (10 * 365 + 3) * DAY_MS, words: 'ten years by the month' },
};

/** A stretch of whole hours: from is in it, to is not. Milliseconds since 1970. */
export interface UsageRange {
  fromMs: number;
  toMs: number;
}

/** Where a part of a range is read: from the summaries of hours, or of whole days. */
export interface UsagePiece extends UsageRange {
  source: 'hour' | 'day';
}

/**
 * The stretch of time that a question is about. Usage is known by the hour: a time within an hour stands for all of it. Without
 * `to` it reaches until now, without `from` over the 30 days before `to`, from midnight.
 * @throws ProblemError 400 when `from` is not before `to`, or the stretch is longer than 31 days by the hour, 400 days by the day
 *   and ten years by the month
 */
export function usageRange(
  asked: { from?: string; to?: string; granularity: UsageGranularity },
  nowMs: number = Date.now(),
): UsageRange {
  const toMs = asked.to === undefined ? nowMs : Date.parse(asked.to);
  const fromMs = asked.from === undefined ? floorTo(toMs - DEFAULT_DAYS * DAY_MS, DAY_MS) : Date.parse(asked.from);
  if (fromMs >= toMs) {
    const path = asked.to === undefined ? 'from' : 'to';
    throw refuse({ path, rule: 'order', message: 'from must be before to' });
  }
  const longest = LONGEST[asked.granularity];
  if (toMs - fromMs > longest.ms) {
    throw refuse({ path: 'from', rule: 'range', message: `from and to must be at most ${longest.words} apart` });
  }
  return { fromMs: floorTo(fromMs, HOUR_MS), toMs: ceilTo(toMs, HOUR_MS) };
}

/** The beginning of the bucket that a time lies in, UTC. */
export function bucketOf(timeMs: number, granularity: UsageGranularity): number {
  if (granularity === 'hour') return floorTo(timeMs, HOUR_MS);
  if (granularity === 'day') return floorTo(timeMs, DAY_MS);
  const day = new Date(timeMs);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth());
}

/** What is read for a range, in the order of time: whole days where that will do, hours for the rest. */
export function piecesOf({ fromMs, toMs }: UsageRange, granularity: UsageGranularity): UsagePiece[] {
  const firstDayMs = ceilTo(fromMs, DAY_MS);
  const endOfDaysMs = floorTo(toMs, DAY_MS);
  if (granularity === 'hour' || firstDayMs >= endOfDaysMs) return [{ source: 'hour', fromMs, toMs }];
  const pieces: UsagePiece[] = [
    { source: 'hour', fromMs, toMs: firstDayMs },
    { source: 'day', fromMs: firstDayMs, toMs: endOfDaysMs },
    { source: 'hour', fromMs: endOfDaysMs, toMs },
  ];
  return pieces.filter((piece) => piece.fromMs < piece.toMs);
}

/** What is left to read after the summary that begins at `bucketMs`. */
export function piecesAfter(pieces: readonly UsagePiece[], bucketMs: number): UsagePiece[] {
  return pieces
    .filter(({ toMs }) => toMs > bucketMs + 1)
    .map((piece) => ({ ...piece, fromMs: Math.max(piece.fromMs, bucketMs + 1) }));
}

function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

function ceilTo(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs;
}

function refuse(problem: FieldProblem): ProblemError {
  return ProblemError.invalid([problem]);
}
