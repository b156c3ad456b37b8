import { ERROR_CATALOGUE, type ErrorCode, findGraphError, GatewayError, type MetaError } from '@switchboard/contracts';
import { graphErrorAnswer } from './graph-error';

const REQUEST = { id: 'req-1', method: 'POST', path: '/v23.0/106540352242922/messages' };

function answer(error: GatewayError, request: Partial<typeof REQUEST> = {}) {
  const { body, ...rest } = graphErrorAnswer(error, { ...REQUEST, ...request });
  const { error: meta, ...others } = JSON.parse(body) as { error: MetaError };
  expect(others).toEqual({});
  return { ...rest, error: meta };
}

const UNKNOWN_OBJECT = {
  message:
    "Unsupported post request. Object with ID '106540352242922' does not exist, cannot be loaded due to missing permissions, or does not " +
    'support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api',
  type: 'GraphMethodException',
  code: 100,
  error_subcode: 33,
  fbtrace_id: 'req-1',
};

describe('An error of the façade', () => {
  it.each(Object.keys(ERROR_CATALOGUE) as ErrorCode[])('is in Meta’s envelope: %s', (code) => {
    const { status, error } = answer(new GatewayError(code));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^\S.+/),
      type: expect.stringMatching(/^(OAuthException|GraphMethodException)$/),
      code: expect.any(Number),
      fbtrace_id: 'req-1',
    });
    const names = ['message', 'type', 'code', 'error_subcode', 'error_data', 'fbtrace_id'];
    expect(Object.keys(error).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each([
    ['AUTH_001', 401, 190],
    ['AUTH_002', 401, 190],
    ['AUTH_003', 401, 190],
    ['AUTH_004', 500, 131000],
    ['AUTH_006', 403, 10],
    ['AUTH_007', 403, 200],
    ['AUTH_008', 403, 131031],
    ['PLAN_001', 403, 10],
    ['RATE_001', 400, 130429],
    ['VAL_001', 400, 100],
    ['OPT_001', 400, 131050],
    ['BILL_001', 402, 131042],
    ['BILL_002', 402, 131042],
    ['IDEM_001', 409, 100],
    ['IDEM_002', 422, 100],
    ['GW_001', 400, 132012],
    ['GW_003', 503, 2],
    ['GW_004', 504, 131000],
    ['GW_005', 400, 130429],
    ['MEDIA_002', 400, 131053],
    ['MEDIA_003', 400, 100],
    ['MEDIA_004', 400, 131053],
    ['SYS_001', 500, 131000],
    ['SYS_002', 503, 2],
  ] as const)('%s has the status %d and Meta’s code %d', (code, status, metaCode) => {
    expect(answer(new GatewayError(code))).toMatchObject({ status, error: { code: metaCode } });
  });

  it('is what Meta says of a token that it does not know', () => {
    expect(answer(new GatewayError('AUTH_003'))).toMatchObject({
      error: {
        message: 'Invalid OAuth access token - Cannot parse access token',
        type: 'OAuthException',
        code: 190,
        fbtrace_id: 'req-1',
      },
      challenge: 'OAuth "Facebook Platform" "invalid_token"',
    });
  });

  it.each(['NUM_001', 'MEDIA_001', 'ROUTE_002'] as const)(
    'does not tell what is foreign from what is not there: %s',
    (code) => {
      expect(answer(new GatewayError(code))).toMatchObject({ status: 400 });
      expect(answer(new GatewayError(code)).error).toEqual(UNKNOWN_OBJECT);
    },
  );

  it.each([
    ['/v23.0/1/nothing', '/nothing'],
    ['/v23.0/1/no/thing/', '/no/thing'],
    ['/v23.0/1%20/%6eothing', '/nothing'],
    ['/v23/1/messages', '/1/messages'],
    ['/v23', '/v23'],
    ['/v23.0/%ZZ/x', '/x'],
  ])('names what it does not know of %s', (path, components) => {
    const { status, error } = answer(new GatewayError('ROUTE_001'), { path });
    expect(status).toBe(400);
    expect(error).toEqual({
      message: `Unknown path components: ${components}`,
      type: 'OAuthException',
      code: 2500,
      fbtrace_id: 'req-1',
    });
  });

  it.each(['/v23.0', '/v23.0/'])('says of no object at all that it is not there: %s', (path) => {
    expect(answer(new GatewayError('ROUTE_001'), { path }).error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it.each(['MEDIA_001', 'NUM_001'] as const)('is 404 for the address of a file: %s', (code) => {
    const { status, error } = answer(new GatewayError(code), { path: '/whatsapp_business/attachments/' });
    expect(status).toBe(404);
    expect(error).toMatchObject({
      code: 100,
      error_subcode: 33,
      message: 'The media URL has expired or does not exist',
    });
  });

  it('names the fields that broke a rule', () => {
    const fields = [
      { path: 'text.body', rule: 'required', message: 'is required' },
      { path: '', rule: 'json', message: 'must be valid JSON' },
    ];
    expect(answer(new GatewayError('VAL_001', { params: { fields } })).error).toEqual({
      message: '(#100) Invalid parameter',
      type: 'OAuthException',
      code: 100,
      error_data: {
        messaging_product: 'whatsapp',
        details: 'text.body is required; The request must be valid JSON',
      },
      fbtrace_id: 'req-1',
    });
  });

  it('names a field once, also where its rule names it', () => {
    const fields = [
      { path: 'name', rule: 'matches', message: 'name is required' },
      { path: '', rule: 'malformed', message: 'The request is malformed.' },
    ];
    expect(answer(new GatewayError('VAL_001', { params: { fields } })).error).toMatchObject({
      error_data: { details: 'name is required; The request is malformed.' },
    });
  });

  it.each([
    [{ component: 'body', expected: '2 parameters', received: '1 parameter' }, 132000],
    [{ component: 'header', expected: 'parameters of type image', received: 'parameter 1 of type "text"' }, 132012],
    [{ component: 'buttons[0]', expected: '1 parameter', received: '0 parameters' }, 131008],
  ])('has Meta’s code for what is wrong with a template’s parameters: %j', (problem, code) => {
    const { status, error } = answer(new GatewayError('GW_001', { params: { problems: [problem] } }));
    expect(status).toBe(400);
    expect(error).toMatchObject({
      code,
      message: `(#${code}) ${findGraphError(code)?.title}`,
      error_data: { details: expect.stringContaining(problem.component) },
    });
  });

  it('says how long to wait', () => {
    const limit = { params: { limit_type: 'sec', retry_after: '3s' } };
    expect(answer(new GatewayError('RATE_001', limit)).retryAfterSeconds).toBe(3);
    expect(answer(new GatewayError('SYS_002')).retryAfterSeconds).toBe(1);
    expect(answer(new GatewayError('VAL_001')).retryAfterSeconds).toBeNull();
  });

  it('tells nothing of an error that nobody foresaw', () => {
    const { error } = answer(new GatewayError('SYS_001', { cause: new Error('SELECT secret') }));
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

describe('An error of Meta’s', () => {
  const META: MetaError = {
    message: '(#131026) Message undeliverable',
    type: 'OAuthException',
    code: 131026,
    error_data: { messaging_product: 'whatsapp', details: 'Unable to deliver' },
    error_subcode: 5,
    fbtrace_id: 'Ameta',
  };

  it.each([
    ['GW_001', 400],
    ['GW_002', 404],
    ['GW_003', 500],
    ['GW_005', 400],
  ] as const)('is passed on unchanged but for the trace id: %s', (code, metaHttpStatus) => {
    const { status, error } = answer(new GatewayError(code, { params: { meta: META }, metaHttpStatus }));
    expect(status).toBe(metaHttpStatus);
    expect(error).toEqual({ ...META, fbtrace_id: 'req-1' });
  });

  it('has the status of Meta’s table when it came with none, or with one of success', () => {
    for (const metaHttpStatus of [undefined, 200, 302])
      expect(answer(new GatewayError('GW_002', { params: { meta: META }, metaHttpStatus })).status).toBe(400);
    const missing = { ...META, code: 132001 };
    expect(answer(new GatewayError('GW_002', { params: { meta: missing } })).status).toBe(404);
  });

  it.each([190, 10, 200, 3])('is not passed on when it is about the token that is kept here: %d', (code) => {
    const meta = { ...META, code, message: 'Malformed access token EAAG1' };
    const { status, error, ...rest } = answer(new GatewayError('GW_003', { params: { meta }, metaHttpStatus: 401 }));
    expect(status).toBe(500);
    expect(error).toMatchObject({ code: 131000, message: '(#131000) Something went wrong' });
    expect(JSON.stringify({ error, rest })).not.toMatch(/EAAG1|invalid_token/);
  });

  it('is not passed on when something in front of Meta wrote it', () => {
    const meta = { message: 'HTTP 500 without Meta’s error object', code: 2, error_data: { details: '<html>' } };
    const { status, error } = answer(new GatewayError('GW_003', { params: { meta }, metaHttpStatus: 500 }));
    expect(status).toBe(503);
    expect(error.code).toBe(2);
    expect(JSON.stringify(error)).not.toContain('<html>');
  });
});
