import type { GatewayError } from '@switchboard/contracts';
import { type ErrorAnswer, retryAfterSecondsOf } from './error-answer';

/** The answer of v1 to a failure. */
export function v1ErrorAnswer(error: GatewayError, requestId: string): ErrorAnswer {
  const { code, group, httpStatus, description, params } = error;
  return {
    status: httpStatus,
    body: JSON.stringify({
      isSuccess: false,
      errors: { code, group, description, ...(params && { params }) },
      requestId,
    }),
    retryAfterSeconds: retryAfterSecondsOf(httpStatus, params),
  };
}
