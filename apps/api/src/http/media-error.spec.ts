import { ERROR_CATALOGUE, type ErrorCode, type ErrorGroup, GatewayError } from '@switchboard/contracts';
import { mediaErrorAnswer } from './media-error';

const EXPECTED: Readonly<Record<ErrorGroup, string>> = {
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

describe('An error of /media', () => {
  it.each(Object.keys(ERROR_CATALOGUE) as ErrorCode[])('has its status and code, in the envelope: %s', (code) => {
    const { httpStatus, group, description } = ERROR_CATALOGUE[code];
    expect(mediaErrorAnswer(new GatewayError(code), 'req-1')).toEqual({
      status: httpStatus,
      body: JSON.stringify({ error: { code: EXPECTED[group], message: description }, request_id: 'req-1' }),
      retryAfterSeconds: httpStatus === 429 || httpStatus === 503 ? 1 : null,
    });
  });

  it('shows the facts as details, and how long to wait', () => {
    const params = { limit_type: 'min', retry_after: '57s' };
    const answer = mediaErrorAnswer(new GatewayError('RATE_001', { params }), 'req-1');
    expect(answer.retryAfterSeconds).toBe(57);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'rate_limited', details: params } });
  });

  it('has the message that it was given, and never shows what caused it', () => {
    const error = new GatewayError('MEDIA_001', { description: 'Gone.', cause: new Error('password=hunter2') });
    expect(mediaErrorAnswer(error, 'req-1').body).toBe(
      '{"error":{"code":"not_found","message":"Gone."},"request_id":"req-1"}',
    );
  });
});
