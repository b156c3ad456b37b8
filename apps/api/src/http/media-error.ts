import type { ErrorGroup, GatewayError } from '@switchboard/contracts';
import { type ErrorAnswer, retryAfterSecondsOf } from './error-answer';

/** What the groups of our errors are called on `/media`. */
const CODES: Readonly<Record<ErrorGroup, string>> = {
  BAD_REQUEST: 'validation_error',
  UNAUTHORIZED: 'unauthorized',
  PAYMENT_REQUIRED: 'payment_required',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  METHOD_NOT_ALLOWED: 'method_not_allowed',
  CONFLICT: 'conflict',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  UNPROCESSABLE: 'unprocessable',
  TOO_MANY_REQUESTS: 'rate_limited',
  INTERNAL: 'internal_error',
  BAD_GATEWAY: 'bad_gateway',
  UNAVAILABLE: 'unavailable',
  GATEWAY_TIMEOUT: 'gateway_timeout',
};

/** The answer of `/media` to a failure. */
export function mediaErrorAnswer(error: GatewayError, requestId: string): ErrorAnswer {
  const { description: message, params: details, httpStatus: status } = error;
  return {
    status,
    body: JSON.stringify({
      error: { code: CODES[error.group], message, ...(details && { details }) },
      request_id: requestId,
    }),
    retryAfterSeconds: retryAfterSecondsOf(status, details),
  };
}
