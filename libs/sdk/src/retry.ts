import type { SwitchboardError } from './error';

/** When a failed request is sent again. */
export interface RetryPolicy {
  /** Attempts after the first. */
  readonly maxRetries: number;
  /** The greatest pause before the first retry; it doubles from one to the next. */
  readonly baseDelayMs: number;
  /** What it doubles up to. */
  readonly maxDelayMs: number;
}

/**
 * What a second attempt can do when the first may have arrived: nothing (`always`), because it only reads, or carries an
 * Idempotency-Key; or something twice, so that only what certainly was not taken is repeated (`unsent`).
 */
export type Repeatable = 'always' | 'unsent';

/** Beyond this nobody waits; it also keeps timers within their range. */
const RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1000;

/**
 * Whether a failed attempt is followed by another. 429 and 503 say that nothing was taken. `IDEM_001` says that an earlier attempt
 * is still being worked on: its answer comes when asked again. A 504 is not repeated: the server remembers it for the key, and
 * without a key a second attempt could send twice.
 */
export function isRepeated(error: SwitchboardError, repeatable: Repeatable, wasUnsent: boolean): boolean {
  if (error.status === 503 || error.group === 'TOO_MANY_REQUESTS') return true;
  if (error.code === 'NETWORK') return repeatable === 'always' || wasUnsent;
  return repeatable === 'always' && (error.code === 'TIMEOUT' || error.code === 'IDEM_001');
}

/**
 * How long to wait before the next attempt: "full jitter" (anything up to the doubled delay), so that many clients do not return
 * at the same moment; after a Retry-After, that much more.
 * @param retries how many there were already
 * @param random from 0 to below 1
 */
export function pauseMs(
  { baseDelayMs, maxDelayMs }: RetryPolicy,
  retries: number,
  retryAfterMs: number | undefined,
  random: () => number,
): number {
  const jitterMs = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** retries);
  return retryAfterMs === undefined ? jitterMs : retryAfterMs + Math.min(jitterMs, baseDelayMs);
}

/** `Retry-After` in seconds or as a date (RFC 9110); undefined when it is absent or says nothing. */
export function retryAfterMsOf(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), RETRY_AFTER_MAX_MS);
}

/** System calls before which nothing was sent, as Node has them in the error's cause. */
const SYSCALLS_BEFORE_SENDING: readonly string[] = ['connect', 'getaddrinfo'];
const CONNECT_TIMEOUT_CODE = 'UND_ERR_CONNECT_TIMEOUT';
const CAUSES_MAX_DEPTH = 5;

interface FailureOfNode {
  readonly syscall?: unknown;
  readonly code?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

/** Whether a failure of the network came before anything was sent. Browsers do not tell: there it is false. */
export function wasNothingSent(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; typeof cause === 'object' && cause !== null && depth < CAUSES_MAX_DEPTH; depth += 1) {
    const failure: FailureOfNode = cause;
    if (SYSCALLS_BEFORE_SENDING.includes(String(failure.syscall)) || failure.code === CONNECT_TIMEOUT_CODE) return true;
    // One failure for each address of the host that was tried.
    if (Array.isArray(failure.errors)) return failure.errors.length > 0 && failure.errors.every(wasNothingSent);
    cause = failure.cause;
  }
  return false;
}
