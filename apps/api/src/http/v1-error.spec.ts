import { ERROR_CATALOGUE, type ErrorCode, GatewayError } from '@switchboard/contracts';
import { retryAfterSecondsOf, v1ErrorAnswer } from './v1-error';

describe('An error of v1', () => {
  it('is the contract’s envelope, with the request’s id', () => {
    const error = new GatewayError('AUTH_006', { params: { scope: 'messages:send' } });
    expect(v1ErrorAnswer(error, 'req-1')).toEqual({
      status: 403,
      body: `{"isSuccess":false,"errors":{"code":"AUTH_006","group":"FORBIDDEN","description":${JSON.stringify(
        ERROR_CATALOGUE.AUTH_006.description,
      )},"params":{"scope":"messages:send"}},"requestId":"req-1"}`,
      retryAfterSeconds: null,
    });
  });

  it('has no params where there are no facts', () => {
    const { errors } = JSON.parse(v1ErrorAnswer(new GatewayError('AUTH_002'), 'req-1').body) as { errors: object };
    expect(Object.keys(errors)).toEqual(['code', 'group', 'description']);
  });

  it('never shows what caused it', () => {
    const error = new GatewayError('SYS_001', { cause: new Error('password=hunter2') });
    expect(v1ErrorAnswer(error, 'req-1').body).not.toContain('hunter2');
  });

  it.each(Object.keys(ERROR_CATALOGUE) as ErrorCode[])(
    'says how long to wait exactly where the status is 429 or 503 (%s)',
    (code) => {
      const { httpStatus } = ERROR_CATALOGUE[code];
      expect(retryAfterSecondsOf(new GatewayError(code))).toBe(httpStatus === 429 || httpStatus === 503 ? 1 : null);
    },
  );

  it.each<[unknown, number]>([
    ['1s', 1],
    ['57s', 57],
    ['300s', 300],
    ['soon', 1],
    ['', 1],
    [57, 1],
    [undefined, 1],
  ])('takes the wait %p of its facts as %p seconds', (wait, seconds) => {
    const params = { limit_type: 'min', retry_after: wait };
    expect(v1ErrorAnswer(new GatewayError('RATE_001', { params }), 'r').retryAfterSeconds).toBe(seconds);
  });
});
