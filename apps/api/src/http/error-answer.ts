import type { ErrorParams } from '@switchboard/contracts';

/** How long a client should wait that met an overloaded or unreachable part of us. */
const UNAVAILABLE_RETRY_SECONDS = 1;

/** An error as a surface answers it. */
export interface ErrorAnswer {
  status: number;
  /** JSON text. */
  body: string;
  /** For the header `Retry-After`, on 429 and 503. */
  retryAfterSeconds: number | null;
  /** For the header `WWW-Authenticate`. */
  challenge?: string;
}

/** For the header `Retry-After`: null but on 429 and 503. `params.retry_after` is written as in `"2s"`. */
export function retryAfterSecondsOf(status: number, params: ErrorParams | undefined): number | null {
  if (status !== 429 && status !== 503) return null;
  const wait = params?.['retry_after'];
  const seconds = typeof wait === 'string' ? Number.parseInt(wait, 10) : Number.NaN;
  return Number.isNaN(seconds) ? UNAVAILABLE_RETRY_SECONDS : seconds;
}
