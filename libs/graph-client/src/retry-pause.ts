import type { GraphOutcome } from './graph-outcome';

/** Pauses before the second and the third attempt; there is no fourth. */
const PAUSES_MS: readonly number[] = [200, 800];

/**
 * Limits of throughput, of one recipient and of usage. They last longer than a caller should be kept waiting, and
 * repeating the call uses up the same quota: the caller gets them with `retryAfterSeconds`.
 */
const LIMIT_CODES: ReadonlySet<number> = new Set([4, 80007, 130429, 131056]);

/**
 * How long to wait before a failed call is made again, or undefined when it must not be. Only a call that was
 * certainly not accepted is repeated: Meta itself said so with an error that is worth a retry, or not a byte of the
 * request was written.
 *
 * @param attempt attempts made so far, from 1
 * @param random 0 ≤ random < 1; spreads the pause over 50–150 % so that callers do not return together
 */
export function retryPauseMs(
  outcome: GraphOutcome<{ readonly kind: 'accepted' }>,
  attempt: number,
  random: number,
): number | undefined {
  const pauseMs = PAUSES_MS[attempt - 1];
  if (pauseMs === undefined || !isWorthRetrying(outcome)) return undefined;
  return pauseMs * (0.5 + random);
}

/**
 * How long an attempt must have before it is begun again: with less, Meta's answer would often come after the deadline,
 * and a call that is known to have been refused would end in doubt.
 */
const ATTEMPT_MIN_MS = 1_000;

/**
 * Whether another attempt has the time for an answer. Where a whole call has less than two seconds, half of that counts
 * as enough.
 */
export function isTimeForAttempt(leftMs: number, timeoutMs: number): boolean {
  return leftMs > 0 && leftMs >= Math.min(ATTEMPT_MIN_MS, timeoutMs / 2);
}

function isWorthRetrying(outcome: GraphOutcome<{ readonly kind: 'accepted' }>): boolean {
  if (outcome.kind === 'unreachable') return outcome.reason === 'connect';
  if (outcome.kind !== 'refused' || !outcome.fromMeta || outcome.httpStatus < 400) return false;
  return outcome.retryClass === 'backoff' && !LIMIT_CODES.has(outcome.error.code);
}
