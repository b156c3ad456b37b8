import { gzipSync } from 'node:zlib';
import { RECIPIENT, text } from './support/bodies';
import { type OpenedTenant } from './support/operator';
import { type RawAnswer, rawRequest, type RawRequest } from './support/raw-http';
import { startTestbed, type Testbed } from './support/testbed';

/** No bad request may take longer than this: it is a hang to whoever waits. */
const PATIENCE_MS = 2_000;

let bed: Testbed;
let tenant: OpenedTenant;
let operatorToken: string;

beforeAll(async () => {
  bed = await startTestbed();
  tenant = await bed.operator.openTenant({ money: '1.00', throughput: 1_000 });
  operatorToken = bed.operator.authorization;
});

afterAll(() => bed?.close());

let quietUpTo = 0;

/** Whatever was sent: the program lives, nothing of it was a fault of its own, and nobody has paid for anything. */
afterEach(async () => {
  const { available, total } = await tenant.client.balance();
  expect([available, total]).toEqual(['1.000000', '1.000000']);
  expect((await bed.simulator.counts()).received).toBe(0);
  const { output } = bed.switchboard;
  const faults = output.slice(quietUpTo).match(/"level":(?:50|60).{0,400}/g);
  quietUpTo = output.length;
  expect(faults).toBeNull();
});

/** A part of a title that does not grow with its value. */
function short(value: string): string {
  return value.length > 60 ? `${value.slice(0, 40)}… (${value.length} characters)` : value;
}

/** Rows for `it.each`: each value behind its short form. */
function titled(values: readonly string[]): [string, string][] {
  return values.map((value) => [short(value), value]);
}

async function request(what: RawRequest): Promise<RawAnswer> {
  const answer = await rawRequest(bed.switchboard.url, what);
  expect(answer.durationMs).toBeLessThan(PATIENCE_MS);
  return answer;
}

/** Posts a body to the send route as it is. */
function post(body: string | Buffer, { path = '/v1/wa/message', headers = '' } = {}): Promise<RawAnswer> {
  const length = Buffer.byteLength(body);
  const head = `POST ${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}\nContent-Type: application/json\nContent-Length: ${length}${headers}`;
  return request({ head, body });
}

/** The envelope of v1, with the code and the paths of the fields that were refused. */
function expectV1Error(answer: RawAnswer, status: number, code: string, paths?: readonly string[]): void {
  const envelope = JSON.parse(answer.body || '{}') as {
    errors: { params?: { fields?: { path: string; rule: string; message: string }[] } };
  };
  expect([answer.status, envelope]).toEqual([
    status,
    {
      isSuccess: false,
      errors: expect.objectContaining({
        code,
        group: expect.stringMatching(/^[A-Z_]+$/),
        description: expect.stringMatching(/\S/),
      }),
      requestId: answer.headers['x-request-id'] ?? expect.any(String),
    },
  ]);
  if (paths)
    expect(envelope.errors.params?.fields?.map(({ path }) => path)).toEqual(expect.arrayContaining([...paths]));
  if (code === 'VAL_001') {
    for (const field of envelope.errors.params?.fields ?? []) {
      expect(field).toEqual({
        path: expect.any(String),
        rule: expect.stringMatching(/\S/),
        message: expect.stringMatching(/\S/),
      });
    }
  }
}

function expectProblem(answer: RawAnswer, status: number): { code: string; fields?: { path: string }[] } {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(answer.body || '{}') as { code: string; fields?: { path: string }[] };
  expect(problem).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code: expect.any(String),
    requestId: answer.headers['x-request-id'],
  });
  expect(answer.status).toBe(status);
  return problem;
}

const VALID = JSON.stringify(text());

describe('a body that is not JSON', () => {
  it.each([
    ['nothing', ''],
    ['an open brace', '{'],
    ['half a body', VALID.slice(0, 40)],
    ['a trailing comma', '{"messaging_product":"whatsapp",}'],
    ['single quotes', "{'messaging_product':'whatsapp'}"],
    ['NaN', '{"messaging_product":NaN}'],
    ['two bodies', `${VALID}${VALID}`],
    ['a form', 'messaging_product=whatsapp&to=905321234567'],
    ['a NUL byte', `${VALID.slice(0, -1)},"x":"\0"}`],
    ['a comment', `/* hello */ ${VALID}`],
    ['only a byte order mark', '\ufeff'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    [
      'half a letter in UTF-8',
      Buffer.concat([
        Buffer.from('{"messaging_product":"whatsapp","x":"'),
        Buffer.from([0xe2, 0x82]),
        Buffer.from('"}'),
      ]),
    ],
    ['UTF-16', Buffer.from(VALID, 'utf16le')],
    ['gzip', gzipSync(VALID)],
  ])('is refused: %s', async (_, body) => {
    expectV1Error(await post(body), 400, 'VAL_001', ['']);
  });

  it.each(['[]', 'null', '"text"', '42', 'true', `[${VALID}]`])('is refused when it is no object: %s', async (body) => {
    expectV1Error(await post(body), 400, 'VAL_001', ['']);
  });
});

describe('a body of wrong types', () => {
  const base = { messaging_product: 'whatsapp', to: RECIPIENT };
  it.each([
    ['messaging_product', { ...text(), messaging_product: 1 }],
    ['messaging_product', { ...text(), messaging_product: 'telegram' }],
    ['messaging_product', { ...text(), messaging_product: null }],
    ['to', { ...text(), to: 905321234567 }],
    ['to', { ...text(), to: [RECIPIENT] }],
    ['to', { ...text(), to: {} }],
    ['to', { ...text(), to: '' }],
    ['to', { ...text(), to: 'me' }],
    ['to', { messaging_product: 'whatsapp', type: 'text', text: { body: 'Hi' } }],
    ['type', { ...base, type: 5 }],
    ['type', { ...base, type: 'telepathy', telepathy: {} }],
    ['type', { ...base, type: '__proto__' }],
    ['text', { ...base, type: 'text' }],
    ['text', { ...base, type: 'text', text: 'Hi' }],
    ['text', { ...base, type: 'text', text: null }],
    ['text', { ...base, type: 'text', text: [] }],
    ['text.body', { ...base, type: 'text', text: { body: 5 } }],
    ['text.body', { ...base, type: 'text', text: { body: 'a'.repeat(4_097) } }],
    ['text.preview_url', { ...base, type: 'text', text: { body: 'Hi', preview_url: 'yes' } }],
    ['image', { ...base, type: 'image', image: {} }],
    ['image', { ...base, type: 'image', image: { id: '1', link: 'https://example.com/a.png' } }],
    ['image.link', { ...base, type: 'image', image: { link: 'file:///etc/passwd' } }],
    ['image.link', { ...base, type: 'image', image: { link: 'javascript:alert(1)' } }],
    ['image.caption', { ...base, type: 'image', image: { id: '1', caption: 'a'.repeat(1_025) } }],
    ['image.data_base64', { ...base, type: 'image', image: { data_base64: '%%%', mime_type: 'image/png' } }],
    ['location.latitude', { ...base, type: 'location', location: { latitude: 91, longitude: 0 } }],
    ['location.longitude', { ...base, type: 'location', location: { latitude: 0, longitude: 'east' } }],
    ['contacts', { ...base, type: 'contacts', contacts: {} }],
    ['contacts[0].name.formatted_name', { ...base, type: 'contacts', contacts: [{ name: {} }] }],
    ['reaction.message_id', { ...base, type: 'reaction', reaction: { emoji: '👍' } }],
    ['template.name', { ...base, type: 'template', template: { name: 'Summer Sale', language: { code: 'en' } } }],
    ['template.language.code', { ...base, type: 'template', template: { name: 'a', language: {} } }],
    [
      'template.components',
      { ...base, type: 'template', template: { name: 'a', language: { code: 'en' }, components: 'x' } },
    ],
    ['interactive.type', { ...base, type: 'interactive', interactive: { type: 'hologram' } }],
    ['context.message_id', { ...text(), context: { message_id: 7 } }],
    ['biz_opaque_callback_data', { ...text(), biz_opaque_callback_data: 'x'.repeat(513) }],
    ['biz_opaque_callback_data', { ...text(), biz_opaque_callback_data: {} }],
    ['message_id', { messaging_product: 'whatsapp', status: 'read' }],
    ['status', { messaging_product: 'whatsapp', status: 'deleted', message_id: 'wamid.1' }],
  ])('is refused naming %s', async (path, body) => {
    expectV1Error(await post(JSON.stringify(body)), 400, 'VAL_001', [path]);
  });
});

describe('a body made to hurt', () => {
  const deep = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
  it.each([
    ['arrays 100,000 deep', '['.repeat(100_000)],
    ['objects 20,000 deep', '{"a":'.repeat(20_000)],
    ['closed arrays 50,000 deep in a field', `{"messaging_product":"whatsapp","x":${deep('[', ']', 50_000)}}`],
    ['17 levels, one more than allowed', `{"messaging_product":"whatsapp","x":${deep('{"a":', '}', 16)}}`],
    ['10 MB of text', JSON.stringify(text('a'.repeat(10 * 1024 * 1024)))],
    ['10 MB of whitespace', `${' '.repeat(10 * 1024 * 1024)}${VALID}`],
    ['10 MB of unknown fields', JSON.stringify({ ...text(), x: Array.from({ length: 1_000_000 }, () => 123456789) })],
    ['200,000 keys', `{${Array.from({ length: 200_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
    ['257 KiB', JSON.stringify(text('Hi', { x: 'a'.repeat(257 * 1024) }))],
    [
      'a caption of 1 MB',
      JSON.stringify({
        messaging_product: 'whatsapp',
        to: RECIPIENT,
        type: 'image',
        image: { id: '1', caption: 'a'.repeat(1 << 20) },
      }),
    ],
    [
      'a million errors',
      `{"messaging_product":"whatsapp","to":"${RECIPIENT}","type":"contacts","contacts":[${'{},'.repeat(60_000)}{}]}`,
    ],
  ])('is refused at once: %s', async (_, body) => {
    expectV1Error(await post(body), 400, 'VAL_001');
  });

  it('is refused by its announced length, before it is sent', async () => {
    const head = `POST /v1/wa/message HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}\nContent-Length: 99999999999`;
    expectV1Error(await request({ head, body: '{' }), 400, 'VAL_001', ['']);
  });

  it('is refused when it is too long without saying so', async () => {
    const chunk = 'a'.repeat(1 << 20);
    const chunks = `${(1 << 20).toString(16)}\r\n${chunk}\r\n`.repeat(26);
    const head = `POST /v1/wa/message HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}\nTransfer-Encoding: chunked`;
    expectV1Error(await request({ head, body: `${chunks}0\r\n\r\n` }), 400, 'VAL_001', ['']);
  });

  it('that is too long does not block its connection: the next request on it is answered, or it is closed', async () => {
    const chunk = `${(1 << 20).toString(16)}\r\n${'a'.repeat(1 << 20)}\r\n`;
    const next = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const head = `POST /v1/wa/message HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}\nTransfer-Encoding: chunked`;
    const answer = await request({ head, body: `${chunk.repeat(26)}0\r\n\r\n${next}`, isReadToEnd: true });
    expect(answer.status).toBe(400);
    expect(answer.headers['connection'] === 'close' || answer.body.includes('"status":"ok"')).toBe(true);
  });

  it('is not even read without a key', async () => {
    const head = 'POST /v1/wa/message HTTP/1.1\nContent-Length: 10485760';
    expectV1Error(await request({ head, body: ' '.repeat(10 << 20) }), 401, 'AUTH_002');
  });

  it('does not touch prototypes', async () => {
    const answer = await post(
      `{"messaging_product":"whatsapp","__proto__":{"to":"${RECIPIENT}","type":"text","text":{"body":"Hi"}}}`,
    );
    expectV1Error(answer, 400, 'VAL_001');
  });
});

describe('text that cannot be stored', () => {
  it.each([
    [
      'a NUL character',
      'text.body',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"a\\u0000b"}}',
    ],
    [
      'a lone high surrogate',
      'text.body',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"\\ud83d"}}',
    ],
    [
      'a lone low surrogate',
      'text.body',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"\\ude42 x"}}',
    ],
    [
      'a NUL in an unknown field',
      'future',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi"},"future":"\\u0000"}',
    ],
    [
      'a surrogate in a key',
      '',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi"},"\\udc00":1}',
    ],
    [
      'a NUL in a value that a later one hides',
      '',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi"},"x":"\\u0000","x":1}',
    ],
  ])('is refused: %s', async (_, path, body) => {
    const answer = await post(body);
    expectV1Error(answer, 400, 'VAL_001', path === '' ? undefined : [path]);
  });
});

describe('an Authorization header', () => {
  it.each(
    [
      ['', 'AUTH_002'],
      ['\nAuthorization: ', 'AUTH_003'],
      ['\nAuthorization: Bearer', 'AUTH_003'],
      ['\nAuthorization: Bearer ', 'AUTH_003'],
      ['\nAuthorization: Bearer pk_', 'AUTH_003'],
      ['\nAuthorization: Bearer pk_short', 'AUTH_003'],
      [`\nAuthorization: Bearer pk_${'!'.repeat(32)}`, 'AUTH_003'],
      [`\nAuthorization: Bearer pk_${'a'.repeat(8_000)}`, 'AUTH_003'],
      ['\nAuthorization: Basic cGs6cGs=', 'AUTH_003'],
      ['\nAuthorization: bearer\tpk_1', 'AUTH_003'],
      ['\nAuthorization: Bearer \xff\xfe\xfd', 'AUTH_003'],
      ['\nAuthorization: pk_0123456789', 'AUTH_003'],
      ['\nAuthorization: Bearer a b c', 'AUTH_003'],
    ].map(([header = '', code = '']) => [short(header), code, header]),
  )('is refused: %j', async (_, code, header) => {
    expectV1Error(
      await request({ head: `POST /v1/wa/message HTTP/1.1\nContent-Length: 2${header}`, body: '{}' }),
      401,
      code,
    );
  });

  it('of an operator is not a key', async () => {
    expectV1Error(
      await request({ head: `GET /v1/wa/balance HTTP/1.1\nAuthorization: ${operatorToken}` }),
      401,
      'AUTH_003',
    );
  });
});

describe('a route or method that does not exist', () => {
  it.each([
    ['GET', '/v1/wa/nothing'],
    ['GET', '/v1'],
    ['POST', '/v1/wa/messages/x/y/z'],
    ['GET', '/vx/wa/message'],
    ['GET', '/..%2f..%2fetc/passwd'],
    ['GET', '/.env'],
    ['GET', '/%00'],
    ['POST', '/graphql'],
  ])('is ROUTE_001: %s %s', async (method, path) => {
    expectV1Error(
      await request({ head: `${method} ${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}` }),
      404,
      'ROUTE_001',
    );
  });

  it.each([
    ['GET', '/v1/wa/message', 'POST'],
    ['PUT', '/v1/wa/message', 'POST'],
    ['DELETE', '/v1/wa/messages', 'GET'],
    ['PATCH', '/v1/wa/balance', 'GET'],
    ['PROPFIND', '/v1/wa/quote', 'POST'],
    ['DELETE', '/webhooks/meta', 'GET'],
    ['POST', '/healthz', 'GET'],
  ])('is ROUTE_002 and tells what there is: %s %s', async (method, path, allowed) => {
    const answer = await request({ head: `${method} ${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}` });
    expectV1Error(answer, 405, 'ROUTE_002');
    expect(answer.headers['allow']?.split(', ')).toContain(allowed);
  });
});

describe('a path that cannot be decoded', () => {
  it.each([
    '/v1/wa/%E2%82',
    '/v1/wa/messages/%',
    '/v1/wa/messages/%ZZ',
    '/v1/wa/messages/%ED%A0%80',
    '/v1/wa/messages/%C0%AE',
    '/%',
  ])('is refused: %s', async (path) => {
    const answer = await request({ head: `GET ${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}` });
    expect([400, 404]).toContain(answer.status);
    expectV1Error(answer, answer.status, answer.status === 400 ? 'VAL_001' : 'ROUTE_001');
  });
});

describe('an id that no message has', () => {
  it.each(
    titled([
      '%00',
      'a%00b',
      '%20',
      '%F0%9F%99%82',
      'x'.repeat(4_000),
      "'%20OR%201=1--",
      '00000000-0000-7000-8000-000000000000',
      'null',
    ]),
  )('is MSG_001: %s', async (_, id) => {
    const answer = await request({
      head: `GET /v1/wa/messages/${id} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}`,
    });
    expectV1Error(answer, 404, 'MSG_001');
  });
});

describe('a query', () => {
  it.each(
    [
      ['limit', 'limit=abc'],
      ['limit', 'limit=0'],
      ['limit', 'limit=201'],
      ['limit', 'limit=-1'],
      ['limit', 'limit=1.5'],
      ['limit', 'limit=1e99'],
      ['limit', 'limit='],
      ['limit', 'limit=1&limit=2'],
      ['cursor', 'cursor=%00'],
      ['cursor', 'cursor=not-a-cursor'],
      ['cursor', `cursor=${'a'.repeat(5_000)}`],
      ['status', 'status=lost'],
      ['direction', 'direction=sideways'],
      ['sandbox', 'sandbox=maybe'],
      ['from_time', 'from_time=yesterday'],
      ['to_time', 'to_time=2026-02-30T00:00:00Z'],
      ['type', `type=${'x'.repeat(1_000)}`],
      ['to', 'to=1&to=2'],
      ['type', 'type=a%00b'],
      ['to', 'to=%00'],
      ['phone_number_id', 'phone_number_id=%00'],
    ].map(([path = '', query = '']) => [path, short(query), query]),
  )('is refused naming %s: %s', async (path, _, query) => {
    const answer = await request({
      head: `GET /v1/wa/messages?${query} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}`,
    });
    expectV1Error(answer, 400, 'VAL_001', [path]);
  });

  it.each(
    [
      ['mmlite', 'mmlite=maybe'],
      ['is_fake', 'is_fake=2'],
      ['is_fake', 'is_fake=true&is_fake=false'],
      ['phone_number_id', `phone_number_id=${'1'.repeat(65)}`],
      ['phone_number_id', 'phone_number_id=1&phone_number_id=2'],
    ].map(([path = '', query = '']) => [path, short(query), query]),
  )('of the send route is refused naming %s: %s', async (path, _, query) => {
    expectV1Error(await post(VALID, { path: `/v1/wa/message?${query}` }), 400, 'VAL_001', [path]);
  });

  it.each(titled(['%', '%ZZ', '__proto__=1', 'constructor[prototype]=1', '&&&==', 'a'.repeat(6_000)]))(
    'that says nothing changes nothing: %s',
    async (_, query) => {
      const answer = await request({
        head: `GET /v1/wa/messages?${query} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}`,
      });
      expect(answer.status).toBe(200);
    },
  );
});

describe('a request that is broken as such', () => {
  it.each([
    ['headers of 20 KB', `GET /v1/wa/balance HTTP/1.1\nX-Large: ${'a'.repeat(20_000)}`],
    [
      'two thousand headers',
      `GET /v1/wa/balance HTTP/1.1\n${Array.from({ length: 2_500 }, (_, index) => `X-${index}: 1234567`).join('\n')}`,
    ],
    ['a NUL in a header', 'GET /v1/wa/balance HTTP/1.1\nX-Nul: a\0b'],
    ['a method that HTTP does not know', 'BREW /v1/wa/message HTTP/1.1'],
    ['no HTTP at all', 'hello'],
    ['two lengths', 'POST /v1/wa/message HTTP/1.1\nContent-Length: 2\nContent-Length: 3'],
    ['a length and chunks', 'POST /v1/wa/message HTTP/1.1\nContent-Length: 2\nTransfer-Encoding: chunked'],
    ['a length that is no number', 'POST /v1/wa/message HTTP/1.1\nContent-Length: many'],
  ])('is answered in the envelope: %s', async (_, head) => {
    const answer = await request({ head, body: '' });
    expect([400, 431]).toContain(answer.status);
    expectV1Error(answer, answer.status, 'VAL_001');
  });

  it.each([
    ['chunks that end too early', 'Transfer-Encoding: chunked', '400\r\n{"messaging_product"'],
    ['chunks without a size', 'Transfer-Encoding: chunked', 'zz\r\nhello\r\n'],
    ['less than announced', 'Content-Length: 500', '{"messaging_product":"whatsapp"'],
    ['nothing after the headers', 'Content-Length: 500', ''],
  ])('by a client that goes away half way is let go at once: %s', async (_, header, body) => {
    const head = `POST /v1/wa/message HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}\n${header}`;
    const answer = await request({ head, body, isCutOff: true });
    // Nobody may be left to read an answer; when there is one, it is a refusal.
    expect([0, 400]).toContain(answer.status);
  });

  it('does not mind a body where none belongs', async () => {
    const body = 'not json \0 at all';
    const head = `GET /v1/wa/balance HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}\nContent-Length: ${body.length}`;
    expect((await request({ head, body })).status).toBe(200);
  });

  it.each(titled(['phone\u00e9', '1\t2', 'x'.repeat(300)]))(
    'with an odd X-Phone-Number-Id is NUM_001: %s',
    async (_, value) => {
      expectV1Error(await post(VALID, { headers: `\nX-Phone-Number-Id: ${value}` }), 403, 'NUM_001');
    },
  );
});

describe('the console', () => {
  function ask(
    method: string,
    path: string,
    body = '',
    headers = `\nAuthorization: ${operatorToken}`,
  ): Promise<RawAnswer> {
    const head = `${method} /console/v1${path} HTTP/1.1\nContent-Type: application/json\nContent-Length: ${Buffer.byteLength(body)}${headers}`;
    return request({ head, body });
  }

  it.each([
    ['nothing', ''],
    ['half a body', '{"name":'],
    ['an array', '[]'],
    ['null', 'null'],
    ['depth', `{"name":${'['.repeat(100_000)}`],
    ['2 MB', JSON.stringify({ name: 'a'.repeat(2 << 20), planCode: 'BASIC' })],
    ['a name that is a number', '{"name":5,"planCode":"BASIC"}'],
    ['a name that is empty', '{"name":"","planCode":"BASIC"}'],
    ['a name with NUL', '{"name":"a\\u0000b","planCode":"BASIC"}'],
    ['a name with half a surrogate pair', '{"name":"\\ud800","planCode":"BASIC"}'],
    ['a name that is too long', JSON.stringify({ name: 'a'.repeat(121), planCode: 'BASIC' })],
    ['a plan that is an object', '{"name":"a","planCode":{"$ne":null}}'],
    ['a currency that is none', '{"name":"a","planCode":"BASIC","currency":"dollars"}'],
    ['a field that is not known', '{"name":"a","planCode":"BASIC","status":"active"}'],
  ])('refuses a tenant made of %s', async (_, body) => {
    expectProblem(await ask('POST', '/tenants', body), 400);
  });

  it('refuses a plan that does not exist', async () => {
    const answer = await ask('POST', '/tenants', '{"name":"a","planCode":"NO_SUCH_PLAN"}');
    expectProblem(answer, answer.status);
    expect([400, 404, 409, 422]).toContain(answer.status);
  });

  it.each(['abc', '0', '-1.00', '0.0000001', '1e3', '1,00', ' 1.00', '99999999999999999999.00', 'NaN', '0x10', '١٢٣'])(
    'refuses a top-up of %s',
    async (amount) => {
      expectProblem(await ask('POST', `/tenants/${tenant.id}/wallet/top-ups`, JSON.stringify({ amount })), 400);
    },
  );

  it.each([[1], [null], [['1.00']], [{}], [true]])('refuses a top-up that is no text: %j', async (amount) => {
    expectProblem(await ask('POST', `/tenants/${tenant.id}/wallet/top-ups`, JSON.stringify({ amount })), 400);
  });

  it.each(
    titled(['not-a-uuid', '%00', "'%20OR%201=1", '00000000-0000-7000-8000-000000000000', 'x'.repeat(3_000), '..%2f..']),
  )('does not find the tenant %s', async (_, id) => {
    for (const path of ['', '/wallet', '/messages', '/api-keys'])
      expectProblem(await ask('GET', `/tenants/${id}${path}`), 404);
  });

  it.each(['%', '%ZZ', '%C0%AE'])('refuses a path that cannot be decoded: %s', async (id) => {
    const answer = await ask('GET', `/tenants/${id}`);
    expect([400, 404]).toContain(answer.status);
    expectProblem(answer, answer.status);
  });

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '', 404],
    ['PUT', '/tenants', 405],
    ['DELETE', '/plans', 405],
    ['PATCH', '/session', 405],
  ])('has no %s %s', async (method, path, status) => {
    const answer = await ask(method, path);
    expectProblem(answer, status);
    if (status === 405) expect(answer.headers['allow']).toMatch(/GET/);
  });

  it.each([
    '',
    '\nAuthorization: ',
    '\nAuthorization: Bearer op_x',
    '\nAuthorization: Bearer \xff',
    '\nAuthorization: Basic YTpi',
    '\nCookie: switchboard_session=%%%',
    '\nCookie: =;;;==',
  ])('asks to sign in: %j', async (headers) => {
    expectProblem(await ask('GET', '/tenants', '', headers), 401);
  });

  it('takes no API key', async () => {
    expectProblem(await ask('GET', '/tenants', '', `\nAuthorization: Bearer ${tenant.key.key}`), 401);
  });

  it.each(
    titled([
      '{}',
      '{"email":1,"password":2}',
      '{"email":"a@b.c"}',
      '{"email":"\\u0000","password":"\\u0000"}',
      `{"email":"a","password":"${'a'.repeat(10_000)}"}`,
    ]),
  )('does not let anyone sign in with %s', async (_, body) => {
    const answer = await ask('POST', '/session', body, '');
    expect([400, 401]).toContain(answer.status);
    expectProblem(answer, answer.status);
  });

  it.each(
    titled([
      'limit=0',
      'limit=abc',
      'limit=1&limit=2',
      'cursor=x',
      'cursor=%00',
      'search=%00',
      `search=${'a'.repeat(1_000)}`,
    ]),
  )('refuses the query %s', async (_, query) => {
    expectProblem(await ask('GET', `/tenants?${query}`), 400);
  });
});
