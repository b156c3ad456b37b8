import { ERROR_CATALOGUE, type GatewayError } from '@switchboard/contracts';

/** How long a client should wait that met an overloaded or unreachable part of us. */
const UNAVAILABLE_RETRY_SECONDS = 1;

/** An error as v1 answers it. */
export interface V1ErrorAnswer {
  status: number;
  /** JSON text. */
  body: string;
  /** For the header `Retry-After`, on 429 and 503. */
  retryAfterSeconds: number | null;
}

/** The answer of v1 to a failure. */
export function v1ErrorAnswer(error: GatewayError, requestId: string): V1ErrorAnswer {
  const { httpStatus, group } = ERROR_CATALOGUE[error.code];
  return {
    status: httpStatus,
    body: JSON.stringify({
      isSuccess: false,
      errors: {
        code: error.code,
        group,
        description: error.description,
        ...(error.params && { params: error.params }),
      },
      requestId,
    }),
    retryAfterSeconds: retryAfterSecondsOf(error),
  };
}

/** For the header `Retry-After`: null but on 429 and 503. `params.retry_after` is written as in `"2s"`. */
export function retryAfterSecondsOf({ httpStatus, params }: GatewayError): number | null {
  if (httpStatus !== 429 && httpStatus !== 503) return null;
  const wait = params?.['retry_after'];
  const seconds = typeof wait === 'string' ? Number.parseInt(wait, 10) : Number.NaN;
  return Number.isNaN(seconds) ? UNAVAILABLE_RETRY_SECONDS : seconds;
}
