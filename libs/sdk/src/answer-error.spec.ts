import { errorOfAnswer } from './answer-error';

function errorOf(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorOfAnswer({ status, headers: new Headers(headers), text });
}

describe('the error of an answer', () => {
  it('holds everything that v1 told', () => {
    const errors = { code: 'BILL_001', group: 'PAYMENT_REQUIRED', description: 'Top up.', params: { available: '0' } };
    const error = errorOf(402, { isSuccess: false, errors, requestId: 'r-1' });
    expect(error).toMatchObject({
      ...errors,
      status: 402,
      requestId: 'r-1',
      retryable: false,
      name: 'SwitchboardError',
    });
    expect(error.message).toBe('BILL_001: Top up.');
    expect(error).toBeInstanceOf(Error);
  });

  it("holds Meta's error object, and decides by its code where Meta's status says little", () => {
    const meta = {
      message: '(#100) Unsupported get request.',
      type: 'GraphMethodException',
      code: 100,
      error_subcode: 33,
      fbtrace_id: 'r-2',
    };
    expect(errorOf(400, { error: meta })).toMatchObject({
      code: 'GRAPH_100',
      group: 'NOT_FOUND',
      status: 400,
      description: meta.message,
      params: { meta },
      requestId: 'r-2',
      retryable: false,
    });
    const limited = { message: 'Rate limit hit', code: 130429, error_data: { details: 'Slow down.' } };
    expect(errorOf(400, { error: limited })).toMatchObject({
      code: 'GRAPH_130429',
      group: 'TOO_MANY_REQUESTS',
      description: 'Slow down.',
      retryable: true,
    });
    expect(errorOf(401, { error: { message: 'Bad key', code: 190 } }).group).toBe('UNAUTHORIZED');
  });

  it('holds everything that v2 told', () => {
    const body = {
      success: false,
      error: 'VALIDATION_ERROR',
      message: 'Wrong.',
      details: { fields: [{ path: 'to' }] },
      requestId: 'r-3',
    };
    expect(errorOf(400, body)).toMatchObject({
      code: 'VALIDATION_ERROR',
      group: 'BAD_REQUEST',
      description: 'Wrong.',
      params: body.details,
      requestId: 'r-3',
    });
  });

  it.each(['<html>Bad gateway</html>', '', '[]', 'null', '{"errors":"x"}', '{"error":{"message":"no code"}}'])(
    'is told as another server’s when the body is %p',
    (text) => {
      expect(errorOf(502, text)).toMatchObject({ code: 'HTTP_502', group: 'BAD_GATEWAY', params: { text } });
    },
  );

  it.each([
    [429, 'RATE_001', true],
    [503, 'SYS_002', true],
    [502, 'GW_003', true],
    [500, 'AUTH_004', true],
    [500, 'AUTH_005', false],
    [409, 'IDEM_001', true],
    [422, 'IDEM_002', false],
    [504, 'GW_004', false],
    [400, 'VAL_001', false],
  ])('%i %s: retryable is %p', (status, code, retryable) => {
    const errors = { code, description: '' };
    expect(errorOf(status, { isSuccess: false, errors }).retryable).toBe(retryable);
  });

  it('carries the request id of the header and how long to wait', () => {
    const error = errorOf(503, '', { 'x-request-id': 'r-4', 'retry-after': '7' });
    expect(error).toMatchObject({ requestId: 'r-4', retryAfterMs: 7_000, group: 'UNAVAILABLE' });
  });
});
