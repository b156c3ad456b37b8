import { ERROR_CATALOGUE, type ErrorCode, GatewayError, type GatewayErrorOptions } from '@switchboard/contracts';
import { ProblemError } from './problem';
import { v2ErrorAnswer, v2ProblemAnswer } from './v2-error';

/** The contract: what each of our errors is on v2. */
const EXPECTED: Readonly<Record<ErrorCode, readonly [status: number, error: string]>> = {
  AUTH_001: [401, 'UNAUTHORIZED'],
  AUTH_002: [401, 'UNAUTHORIZED'],
  AUTH_003: [401, 'UNAUTHORIZED'],
  AUTH_004: [500, 'INTERNAL_ERROR'],
  AUTH_005: [500, 'INTERNAL_ERROR'],
  AUTH_006: [403, 'FORBIDDEN'],
  AUTH_007: [403, 'FORBIDDEN'],
  AUTH_008: [403, 'FORBIDDEN'],
  PLAN_001: [403, 'PLAN_EXPIRED'],
  RATE_001: [429, 'RATE_LIMITED'],
  VAL_001: [400, 'VALIDATION_ERROR'],
  VAL_002: [400, 'VALIDATION_ERROR'],
  NUM_001: [403, 'FORBIDDEN'],
  NUM_002: [404, 'NOT_FOUND'],
  OPT_001: [403, 'FORBIDDEN'],
  BILL_001: [402, 'INSUFFICIENT_BALANCE'],
  BILL_002: [402, 'INSUFFICIENT_BALANCE'],
  IDEM_001: [409, 'CONFLICT'],
  IDEM_002: [409, 'CONFLICT'],
  GW_001: [400, 'VALIDATION_ERROR'],
  GW_002: [400, 'META_ERROR'],
  GW_003: [502, 'META_ERROR'],
  GW_004: [504, 'META_ERROR'],
  GW_005: [429, 'RATE_LIMITED'],
  MEDIA_001: [404, 'NOT_FOUND'],
  MEDIA_002: [413, 'PAYLOAD_TOO_LARGE'],
  MEDIA_003: [415, 'UNSUPPORTED_MEDIA_TYPE'],
  MEDIA_004: [400, 'VALIDATION_ERROR'],
  MSG_001: [404, 'NOT_FOUND'],
  WH_001: [403, 'FORBIDDEN'],
  WH_002: [401, 'UNAUTHORIZED'],
  WH_003: [401, 'UNAUTHORIZED'],
  ROUTE_001: [404, 'NOT_FOUND'],
  ROUTE_002: [405, 'METHOD_NOT_ALLOWED'],
  SYS_001: [500, 'INTERNAL_ERROR'],
  SYS_002: [503, 'UNAVAILABLE'],
};

const CODES = Object.keys(EXPECTED) as ErrorCode[];
const META = { code: 100, message: '(#100) Param file is invalid', type: 'OAuthException', fbtrace_id: 'A1' };

function answer(code: ErrorCode, options: GatewayErrorOptions = {}) {
  const { status, body, retryAfterSeconds } = v2ErrorAnswer(new GatewayError(code, options), 'req-1');
  return { status, retryAfterSeconds, json: JSON.parse(body) as Record<string, unknown> };
}

describe('An error of v2', () => {
  it.each(CODES)('has its status and name: %s', (code) => {
    const { status, json } = answer(code);
    expect([status, json['error']]).toEqual(EXPECTED[code]);
  });

  it.each(CODES)('is the contract’s envelope: %s', (code) => {
    const { json } = answer(code);
    const isValidation = json['error'] === 'VALIDATION_ERROR';
    expect(Object.keys(json)).toEqual([
      'success',
      'error',
      'message',
      ...(isValidation ? ['details'] : []),
      'requestId',
    ]);
    expect(json).toMatchObject({ success: false, message: ERROR_CATALOGUE[code].description, requestId: 'req-1' });
  });

  it.each(CODES)('says how long to wait exactly where the status is 429 or 503: %s', (code) => {
    const { status, retryAfterSeconds } = answer(code);
    expect(retryAfterSeconds).toBe(status === 429 || status === 503 ? 1 : null);
  });

  it('says how long a limit lasts', () => {
    const params = { limit_type: 'min', retry_after: '57s' };
    expect(answer('RATE_001', { params })).toMatchObject({ retryAfterSeconds: 57, json: { details: params } });
    expect(answer('GW_005', { params: { meta: META, retry_after: '6s' } })).toMatchObject({
      retryAfterSeconds: 6,
      json: { details: { meta: META, retry_after: '6s' } },
    });
  });

  it('has the message that it was given', () => {
    const { json } = answer('MEDIA_001', { description: 'Media URL not found' });
    expect(json).toEqual({
      success: false,
      error: 'NOT_FOUND',
      message: 'Media URL not found',
      requestId: 'req-1',
    });
  });

  it('shows the facts as details', () => {
    expect(answer('AUTH_006', { params: { scope: 'media:write' } }).json['details']).toEqual({ scope: 'media:write' });
    expect(answer('GW_004', { params: { message_id: 'm-1' } }).json['details']).toEqual({ message_id: 'm-1' });
  });

  it('never shows what caused it', () => {
    const { json } = answer('SYS_001', { cause: new Error('password=hunter2') });
    expect(JSON.stringify(json)).not.toContain('hunter2');
  });
});

describe('A plan on v2', () => {
  it('that has ended is PLAN_EXPIRED, and one without the feature asks for another plan', () => {
    expect(answer('PLAN_001').json['error']).toBe('PLAN_EXPIRED');
    expect(answer('PLAN_001', { params: { feature: 'v2_api' } })).toMatchObject({
      status: 403,
      json: { error: 'DEVELOPER_PLAN_REQUIRED', details: { feature: 'v2_api' } },
    });
  });
});

describe('A validation error of v2', () => {
  const field = { path: 'text', rule: 'maxLength', message: 'must have at most 4096 characters' };

  it('lists the fields that were refused', () => {
    expect(answer('VAL_001', { params: { fields: [field] } }).json['details']).toEqual({ fields: [field] });
  });

  it.each<[ErrorCode, string, string]>([
    ['VAL_001', '', 'request'],
    ['VAL_002', 'phoneNumberId', 'required'],
    ['GW_001', 'components', 'template'],
    ['MEDIA_004', 'media.link', 'link'],
  ])('has one field where the error is about one: %s', (code, path, rule) => {
    const { description } = ERROR_CATALOGUE[code];
    expect(answer(code).json['details']).toEqual({ fields: [{ path, rule, message: description }] });
  });

  it('keeps the other facts beside that field', () => {
    const details = answer('GW_001', { params: { meta: META }, description: 'Too few.' }).json['details'];
    expect(details).toEqual({ fields: [{ path: 'components', rule: 'template', message: 'Too few.' }], meta: META });
  });
});

describe('An error of Meta on v2', () => {
  it('has Meta’s status, words and error object', () => {
    expect(answer('GW_002', { params: { meta: META }, metaHttpStatus: 403 })).toEqual({
      status: 403,
      retryAfterSeconds: null,
      json: { success: false, error: 'META_ERROR', message: META.message, details: META, requestId: 'req-1' },
    });
  });

  it.each([
    [400, 400],
    [404, 404],
    [500, 500],
    [200, 400],
    [302, 400],
    [600, 400],
    [undefined, 400],
  ])('under Meta’s status %p is answered with %p', (metaHttpStatus, status) => {
    expect(answer('GW_002', { params: { meta: META }, metaHttpStatus }).status).toBe(status);
  });

  it.each([429, 503])('under Meta’s status %p says how long to wait', (metaHttpStatus) => {
    expect(answer('GW_002', { params: { meta: META }, metaHttpStatus })).toMatchObject({
      status: metaHttpStatus,
      retryAfterSeconds: 1,
    });
  });

  it('has our words where Meta has none', () => {
    const { json } = answer('GW_002', { params: { meta: { ...META, message: '' } } });
    expect(json['message']).toBe(ERROR_CATALOGUE.GW_002.description);
  });

  it('that is an affair of Meta or of the access token is 502, whatever its status was, in our words', () => {
    expect(answer('GW_003', { params: { meta: META }, metaHttpStatus: 401 })).toMatchObject({
      status: 502,
      json: { error: 'META_ERROR', message: ERROR_CATALOGUE.GW_003.description, details: META },
    });
  });
});

describe('A body of v2 that is too large', () => {
  it('has a name and a status of its own, and says where files go instead', () => {
    const fields = [{ path: '', rule: 'maxBytes', message: 'must have at most 2097152 bytes' }];
    expect(answer('VAL_001', { params: { fields } })).toMatchObject({
      status: 413,
      json: {
        error: 'PAYLOAD_TOO_LARGE',
        message: expect.stringContaining('POST /v2/media/upload') as unknown,
        details: { fields },
      },
    });
  });
});

describe('A failure of what v2 shares with the console', () => {
  const told = (problem: ProblemError) => {
    const { status, body, retryAfterSeconds } = v2ProblemAnswer(problem, 'req-1');
    return { status, retryAfterSeconds, json: JSON.parse(body) as unknown };
  };

  it.each<[ProblemError, number, object, number | null]>([
    [
      ProblemError.invalid([{ path: 'limit', rule: 'max', message: 'must be at most 200' }]),
      400,
      {
        error: 'VALIDATION_ERROR',
        message: 'Some fields are not valid.',
        details: { fields: [{ path: 'limit', rule: 'max', message: 'must be at most 200' }] },
      },
      null,
    ],
    [
      new ProblemError(400, 'odd', 'Odd.'),
      400,
      { error: 'VALIDATION_ERROR', message: 'Odd.', details: { fields: [{ path: '', rule: 'odd', message: 'Odd.' }] } },
      null,
    ],
    [ProblemError.forbidden('No.'), 403, { error: 'FORBIDDEN', message: 'No.' }, null],
    [
      ProblemError.notFound('Webhook endpoint'),
      404,
      { error: 'NOT_FOUND', message: 'Webhook endpoint not found.' },
      null,
    ],
    [ProblemError.conflict('Too many.'), 409, { error: 'CONFLICT', message: 'Too many.' }, null],
    [ProblemError.tooMany(5), 429, { error: 'RATE_LIMITED', message: 'Too many attempts. Try again in 5 s.' }, 5],
    // What v2 has no word for is a fault of ours, of which nothing is told.
    [
      ProblemError.unauthorized('Sign in first.'),
      500,
      { error: 'INTERNAL_ERROR', message: 'Something went wrong on our side.' },
      null,
    ],
  ])('is told in its envelope: %s', (problem, status, expected, retryAfterSeconds) => {
    expect(told(problem)).toEqual({
      status,
      retryAfterSeconds,
      json: { success: false, ...expected, requestId: 'req-1' },
    });
  });
});
