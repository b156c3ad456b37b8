import type { OutboundResult } from '../../outbound/outbound-client';

/** What came of one attempt. */
export interface AttemptOutcome {
  /** A 2xx came within the time. */
  isDelivered: boolean;
  /** The endpoint says that it is gone for good: 410. */
  isGone: boolean;
  /** The HTTP status; null when no answer came. */
  status: number | null;
  /** Why it failed, in words; null when it did not, or when the status says it. */
  error: string | null;
  /** The beginning of the answer's body. */
  response: string | null;
  durationMs: number;
}

/** How much of an answer is kept. */
export const RESPONSE_MAX_BYTES = 4_096;
const ERROR_MAX_CHARS = 500;
const GONE = 410;

/** Judges an answer. An answer whose 2xx came in time counts, even when its body never ended: it was received. */
export function attemptOutcome(result: OutboundResult): AttemptOutcome {
  const { status = null, durationMs } = result;
  const isDelivered = status !== null && status >= 200 && status < 300;
  return {
    isDelivered,
    isGone: status === GONE,
    status,
    error: isDelivered ? null : errorOf(result),
    response: result.kind === 'answered' ? storableText(result.body.subarray(0, RESPONSE_MAX_BYTES)) : null,
    durationMs,
  };
}

function errorOf(result: OutboundResult): string | null {
  if (result.kind === 'failed') return storable(`${result.reason}: ${result.message}`.slice(0, ERROR_MAX_CHARS));
  return result.status >= 300 && result.status < 400 ? 'redirect: redirects are not followed' : null;
}

/** Bytes as text; what is not UTF-8 is replaced. */
function storableText(bytes: Uint8Array): string {
  return storable(new TextDecoder().decode(bytes));
}

/** PostgreSQL's text cannot hold NUL, nor JSON half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
