const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The pauses after the first failure, the second, and so on (contract, "Webhooks", Out). After the last the delivery is dead. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** Pauses are longer by up to this part, so that what failed together does not come back together. */
const JITTER = 0.2;

/** An endpoint from which nothing but failures came for this long is disabled. */
export const FAILING_LIMIT_MS = 5 * DAY;

/**
 * How long to wait before the next attempt; null when there is none.
 * @param failures how many attempts have failed, the last one included: 1 or more
 * @param random from 0 to 1
 */
export function retryDelayMs(failures: number, random: number, delaysMs = RETRY_DELAYS_MS): number | null {
  const delayMs = delaysMs[failures - 1];
  return delayMs === undefined ? null : Math.round(delayMs * (1 + JITTER * random));
}
