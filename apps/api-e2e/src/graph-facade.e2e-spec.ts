import { SAMPLE_FILES } from '@switchboard/contracts';
import { marketing, RECIPIENT, text } from './support/bodies';
import { VERSION } from './support/facade';
import { type Answer, type Call, expectStatus } from './support/http-client';
import { fieldPart, filePart, formOf, sha256Of } from './support/media-client';
import { metaId, type NewKey, type OpenedTenant } from './support/operator';
import { rawRequest } from './support/raw-http';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

const { pdf } = SAMPLE_FILES;
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ env: { LOG_LEVEL: 'info' } });
  tenant = await bed.operator.openTenant({ throughput: 1_000 });
});
afterAll(() => bed?.close());

/** A call with the tenant's key, to a path below the version. */
function graph(path: string, options: Call = {}, client = tenant.client): Promise<Answer> {
  return client.http.call(`/${VERSION}/${path}`, options);
}

function send(
  body: unknown,
  { query = '', headers }: { query?: string; headers?: Call['headers'] } = {},
): Promise<Answer> {
  return graph(`${tenant.number.phoneNumberId}/messages${query}`, { method: 'POST', body, headers });
}

async function arrivedText(): Promise<string> {
  const [arrived] = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId });
  return arrived!.rawBody;
}

/** What Meta was sent, but for the one field that is ours. */
async function forwarded(): Promise<string> {
  return (await arrivedText()).replace(/,"biz_opaque_callback_data":"[^"]*"/, '');
}

/** An error of Meta's, whole, with our request's id in it. */
function expectError(answer: Answer, status: number, code: number, more: object = {}): void {
  expect({ status: answer.status, body: answer.json }).toMatchObject({ status, body: { error: { code, ...more } } });
  const { error, ...rest } = answer.json;
  expect(rest).toEqual({});
  expect(error.fbtrace_id).toBe(answer.headers['x-request-id']);
  expect(error.message).toMatch(/^\S.+/);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['x-fb-request-id']).toBe(answer.headers['x-request-id']);
}

async function upload(options: { phoneNumberId?: string } = {}): Promise<string> {
  const { body, contentType } = formOf([fieldPart('messaging_product', 'whatsapp'), filePart(pdf)]);
  const { phoneNumberId = tenant.number.phoneNumberId } = options;
  const answer = await graph(`${phoneNumberId}/media`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  });
  return expectStatus(answer, 200).id;
}

async function clientWith(key: NewKey): Promise<OpenedTenant['client']> {
  const made = await bed.operator.createKey(tenant.id, key);
  const client = bed.operator.client(made.key);
  await waitFor(
    'the key',
    async () => (await client.http.get(`/${VERSION}/${tenant.number.phoneNumberId}`)).status !== 401,
  );
  return client;
}

describe('The key', () => {
  const path = (): string => `/${VERSION}/${tenant.number.phoneNumberId}`;
  const call = (query: string, options: Parameters<typeof fetch>[1] = {}): Promise<Response> =>
    fetch(`${bed.switchboard.url}${path()}${query}`, options);

  it('may be in the query, in a form, or in a header of Meta’s other scheme', async () => {
    const { key } = tenant.key;
    expect((await call(`?access_token=${key}`)).status).toBe(200);
    expect((await call('', { headers: { authorization: `OAuth ${key}` } })).status).toBe(200);
    const form = new URLSearchParams({
      access_token: key,
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.HBgL',
    });
    const receipt = await call('/messages', { method: 'POST', body: form });
    expect([receipt.status, await receipt.json()]).toEqual([200, { success: true }]);
    expect(JSON.parse(await arrivedText())).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.HBgL',
    });
  });

  it.each([
    ['nothing', {}, ''],
    ['no key', { authorization: 'Bearer nonsense' }, ''],
    ['a key with a wrong checksum', { authorization: `Bearer pk_${'a'.repeat(32)}` }, ''],
    ['another scheme', { authorization: 'Basic eDp5' }, ''],
    ['no key in the query', {}, '?access_token=EAAG1'],
    ['an empty key in the query', {}, '?access_token='],
  ])('is refused as Meta refuses a token: %s', async (_, headers, query) => {
    const answer = await call(query, { headers });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ]);
    expect(await answer.json()).toEqual({
      error: {
        message: 'Invalid OAuth access token - Cannot parse access token',
        type: 'OAuthException',
        code: 190,
        fbtrace_id: answer.headers.get('x-request-id'),
      },
    });
  });

  it('is not told to Meta, nor kept, wherever it stands', async () => {
    const { key } = tenant.key;
    const answer = await send({ ...text(), access_token: key }, { query: `?access_token=${key}` });
    expectStatus(answer, 200);
    expect(await arrivedText()).not.toContain(key);
    expect(JSON.stringify(await tenant.client.message(String(answer.headers['x-message-id'])))).not.toContain(key);
    await graph(`${tenant.number.wabaId}/message_templates?limit=1&access_token=${key}`);
    const { body, contentType } = formOf([
      fieldPart('access_token', key),
      fieldPart('messaging_product', 'whatsapp'),
      fieldPart('about', 'Open'),
    ]);
    expectStatus(
      await graph(`${tenant.number.phoneNumberId}/whatsapp_business_profile`, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType },
      }),
      200,
    );
    expect(bed.switchboard.output).toContain(`/${VERSION}/${tenant.number.phoneNumberId}/messages`);
    expect(bed.switchboard.output).not.toContain(key);
  });

  it('has to have the scope of what it is used for, and none for looking at its own numbers', async () => {
    const { phoneNumberId, wabaId } = tenant.number;
    const reader = await clientWith({ scopes: ['billing:read'] });
    const post = (path: string): Promise<Answer> => graph(path, { method: 'POST', body: {} }, reader);
    for (const answer of [
      await post(`${phoneNumberId}/messages`),
      await post(`${phoneNumberId}/marketing_messages`),
      await post(`${phoneNumberId}/media`),
      await graph(metaId(), {}, reader),
      await graph(metaId(), { method: 'DELETE' }, reader),
      await graph(`${wabaId}/message_templates`, {}, reader),
      await post(`${wabaId}/message_templates`),
      await graph(`${wabaId}/message_templates?name=x`, { method: 'DELETE' }, reader),
      await post(`${phoneNumberId}/whatsapp_business_profile`),
      await post(`${phoneNumberId}/deregister`),
    ])
      expectError(answer, 403, 10, { type: 'OAuthException' });
    for (const path of [phoneNumberId, wabaId, `${wabaId}/phone_numbers`, `${phoneNumberId}/whatsapp_business_profile`])
      expectStatus(await graph(path, {}, reader), 200);
  });
});

describe('A call', () => {
  it.each(['v1.0', 'v2.12', 'v18.0', 'v25.0', 'V23.0', 'v12345.0'])('may name any version: %s', async (version) => {
    const answer = await tenant.client.http.get(`/${version}/${tenant.number.phoneNumberId}`);
    expectStatus(answer, 200);
    expect(answer.headers['facebook-api-version']).toBe(version.toLowerCase());
  });

  it('may have slashes at its end and doubled, and a content type without content', async () => {
    const headers = { 'content-type': 'application/json' };
    const { phoneNumberId } = tenant.number;
    expectStatus(await graph(`${phoneNumberId}/`, { headers }), 200);
    expectStatus(await tenant.client.http.get(`//${VERSION}//${phoneNumberId}`), 200);
    const media = await upload();
    expectStatus(await graph(`${media}/?phone_number_id=${phoneNumberId}`, { headers }), 200);
    expectStatus(await graph(`${media}/`, { method: 'DELETE', headers }), 200);
    const head = `GET /${VERSION}/${phoneNumberId} HTTP/1.1\nAUTHORIZATION: bearer ${tenant.key.key}\nCONTENT-TYPE: application/json\nCONTENT-LENGTH: 0`;
    expect((await rawRequest(bed.switchboard.url, { head })).status).toBe(200);
  });

  it('may be HEAD where it may be GET', async () => {
    const answer = await graph(tenant.number.phoneNumberId, { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  it('may leave a parameter of its query empty, and repeat one: the last counts', async () => {
    const { phoneNumberId } = tenant.number;
    const media = await upload();
    expectStatus(await graph(`${media}?phone_number_id=`), 200);
    expectStatus(await graph(`${media}?phone_number_id=1&phone_number_id=${phoneNumberId}`), 200);
    expect(expectStatus(await graph(`${phoneNumberId}?fields=`), 200)).toHaveProperty('verified_name');
    expect(expectStatus(await graph(`${phoneNumberId}?fields=status&fields=id`), 200)).toEqual({ id: phoneNumberId });
  });

  it('that is passed on may have its parameters in the query, as in Meta’s guides, or in names with brackets', async () => {
    const { phoneNumberId } = tenant.number;
    const post = (path: string, body?: string): Promise<Answer> =>
      graph(`${phoneNumberId}/${path}`, { method: 'POST', body, headers: body === undefined ? {} : FORM_TYPE });
    expectStatus(await post('request_code?code_method=SMS&language=en'), 200);
    expectStatus(await post('verify_code?code=123456'), 200);
    expectStatus(
      await post('whatsapp_business_profile', 'messaging_product=whatsapp&websites[]=https://a.example'),
      200,
    );
    const { data } = expectStatus(await graph(`${phoneNumberId}/whatsapp_business_profile?fields=websites`), 200);
    expect(data).toEqual([{ messaging_product: 'whatsapp', websites: ['https://a.example'] }]);
  });

  it('is told its limits', async () => {
    const answer = await graph(tenant.number.phoneNumberId);
    expect(answer.headers['x-ratelimit-sec-limit']).toBe('10000');
    expect(answer.headers['x-request-id']).toBe(answer.headers['x-fb-request-id']);
  });

  it.each([
    ['PUT', `/${VERSION}/1/messages`],
    ['PATCH', `/${VERSION}/1`],
    ['PROPFIND', `/${VERSION}/1`],
    ['TRACE', `/${VERSION}/1/messages`],
  ])('by a method that does not exist is refused in Meta’s words: %s %s', async (method, path) => {
    const { status, body, headers } = await rawRequest(bed.switchboard.url, {
      head: `${method} ${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}`,
    });
    expect([status, headers['content-type']]).toEqual([400, expect.stringMatching(/^application\/json/)]);
    expect(JSON.parse(body)).toMatchObject({
      error: {
        code: 100,
        error_subcode: 33,
        message: expect.stringContaining(`Unsupported ${method.toLowerCase()} request.`),
      },
    });
  });

  it.each([
    '/v23/1/messages',
    '/v23',
    '/v./1',
    '/v23.0.0/1',
    '/v2x.0/1',
    '/v-1.0/1',
    `/${VERSION}/1/nothing`,
    `/${VERSION}/1/messages/2`,
    '/whatsapp_business/nothing',
  ])('to a path that does not exist is refused in Meta’s words: %s', async (path) => {
    for (const method of ['GET', 'POST'])
      expectError(
        await tenant.client.http.call(path, { method, body: method === 'POST' ? {} : undefined }),
        400,
        2500,
        {
          type: 'OAuthException',
          message: expect.stringMatching(/^Unknown path components: \//),
        },
      );
  });

  it('that cannot be read is refused in Meta’s words', async () => {
    expectError(await graph('%ZZ/messages', { method: 'POST', body: {} }), 400, 100);
    expectError(await graph(`${tenant.number.phoneNumberId}?fields=id{x}`), 400, 100);
    expectError(await graph(`${tenant.number.phoneNumberId}?fields=id&fields=id{x}`), 400, 100);
    expectError(await send(text(), { query: '?is_fake=maybe' }), 400, 100);
    expectError(await send('x'.repeat(300_000), { headers: { 'content-type': 'application/json' } }), 400, 100);
  });

  it('does not take the place of our own surfaces', async () => {
    const { http } = tenant.client;
    expect((await http.get('/v1/nothing')).json).toMatchObject({ isSuccess: false });
    expect((await http.get('/v2/nothing')).json).toMatchObject({ success: false });
    expectStatus(await http.get('/v1/wa/balance'), 200);
    expect((await http.get('/openapi.json')).status).toBe(200);
  });
});

describe('A message', () => {
  it('is answered by Meta’s own answer, and found in the log by our id', async () => {
    const answer = await send(text());
    expect(expectStatus(answer, 200)).toMatchObject({
      messaging_product: 'whatsapp',
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
    const id = String(answer.headers['x-message-id']);
    expect((await tenant.client.message(id)).wamid).toBe(answer.json.messages[0].id);
  });

  it('is forwarded as it was written, but for ids that were written as numbers', async () => {
    const body = `{ "messaging_product":"whatsapp","to": ${RECIPIENT},\n "type":"image", "image":{"id":12345678901234567890, "caption":"Caf\\u00e9"}, "x":1.50, "y":12345678901234567890 }`;
    expectStatus(await send(body, { headers: { 'content-type': 'application/json' } }), 200);
    expect(await forwarded()).toBe(
      body.replace(RECIPIENT, `"${RECIPIENT}"`).replace('"id":12345678901234567890', '"id":"12345678901234567890"'),
    );
  });

  it('may be a form of either kind, and name its product in the query', async () => {
    const fields = { to: RECIPIENT, type: 'text', text: '{"body":"From a form"}' };
    const whole = { messaging_product: 'whatsapp', ...fields };
    expectStatus(
      await send(new URLSearchParams(fields).toString(), { query: '?messaging_product=whatsapp', headers: FORM_TYPE }),
      200,
    );
    expect(JSON.parse(await forwarded())).toEqual({ ...whole, text: { body: 'From a form' } });
    const { body, contentType } = formOf(Object.entries(whole).map(([name, value]) => fieldPart(name, value)));
    expectStatus(await send(body, { headers: { 'content-type': contentType } }), 200);
    expect(JSON.parse(await forwarded())).toEqual({ ...whole, text: { body: 'From a form' } });
  });

  it('is sent once under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `facade-${metaId()}` };
    const { accepted } = await bed.simulator.counts();
    const first = await send(text('Once'), { headers });
    const second = await send(text('Once'), { headers });
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect([first.headers['idempotent-replayed'], second.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect(second.headers['x-message-id']).toBe(first.headers['x-message-id']);
    expect((await bed.simulator.counts()).accepted).toBe(accepted + 1);
    expectError(await send(text('Twice'), { headers }), 422, 100);
  });

  it('that Meta refused is refused the same way again under its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `facade-${metaId()}` };
    await bed.simulator.fault({ kind: 'error', code: 131026, details: 'Not on WhatsApp', times: 1 });
    for (const replayed of [undefined, 'true']) {
      const answer = await send(text('Undeliverable'), { headers });
      expectError(answer, 400, 131026, {
        message: '(#131026) Message undeliverable',
        error_data: { messaging_product: 'whatsapp', details: 'Not on WhatsApp' },
      });
      expect(answer.headers['idempotent-replayed']).toBe(replayed);
    }
  });

  it('may stay in the sandbox', async () => {
    const { received } = await bed.simulator.counts();
    const { messages } = expectStatus(await send(text(), { query: '?is_fake=true' }), 200);
    expect(messages).toEqual([{ id: expect.stringMatching(/^wamid\.FAKE_\d+$/) }]);
    expect((await bed.simulator.counts()).received).toBe(received);
  });

  it('that breaks our rules is refused before it costs anything', async () => {
    expectError(await send(text('x'.repeat(4_097))), 400, 100, {
      type: 'OAuthException',
      error_data: { messaging_product: 'whatsapp', details: 'text.body must have at most 4096 characters' },
    });
    expectError(
      await graph(`${tenant.number.phoneNumberId}/marketing_messages`, { method: 'POST', body: text() }),
      400,
      100,
    );
  });

  it('of a synced template is checked against it', async () => {
    const { wabaId, phoneNumberId } = tenant.number;
    const definition = {
      name: 'facade_table',
      language: 'en',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Table {{1}} is ready.', example: { body_text: [['7']] } }],
    };
    expectStatus(await graph(`${wabaId}/message_templates`, { method: 'POST', body: definition }), 200);
    const { received } = await bed.simulator.counts();
    const body = marketing({ template: { name: 'facade_table', language: { code: 'en' } } });
    await waitFor('the template to be known', async () => {
      const answer = await graph(`${phoneNumberId}/messages?is_fake=true`, { method: 'POST', body });
      return answer.status === 400 && answer;
    });
    expectError(await send(body), 400, 132000, {
      error_data: { details: 'body: expected 1 parameter, received 0 parameters' },
    });
    expect((await bed.simulator.counts()).received).toBe(received);
    expectStatus(await graph(`${wabaId}/message_templates?name=facade_table`, { method: 'DELETE' }), 200);
  });

  it('that Meta does not answer is not known to be sent', async () => {
    const slow = await startTestbed({ env: { GRAPH_TIMEOUT_MS: '300' } });
    try {
      const { client, number } = await slow.operator.openTenant();
      await slow.simulator.fault({ kind: 'timeout' });
      const answer = await graph(`${number.phoneNumberId}/messages`, { method: 'POST', body: text() }, client);
      expectError(answer, 504, 131000);
      expect((await client.message(String(answer.headers['x-message-id']))).status).toBe('uncertain');
    } finally {
      await slow.close();
    }
  });
});

describe('What only we refuse', () => {
  it('is a message without money: 402 and Meta’s code for payments', async () => {
    const poor = await bed.operator.openTenant({ money: '0' });
    const answer = await graph(`${poor.number.phoneNumberId}/messages`, { method: 'POST', body: text() }, poor.client);
    expectError(answer, 402, 131042, {
      type: 'OAuthException',
      message: '(#131042) Business eligibility payment issue',
    });
  });

  it('is a message above the limit: Meta’s code for limits, and how long to wait', async () => {
    await bed.operator.putPlan({ code: 'E2E_GRAPH_SLOW', name: 'Slow', messagesPerSecond: 1, messagesPerMinute: 2 });
    const slow = await bed.operator.openTenant({ planCode: 'E2E_GRAPH_SLOW' });
    const post = (): Promise<Answer> =>
      graph(`${slow.number.phoneNumberId}/messages`, { method: 'POST', body: text() }, slow.client);
    const answers = [await post(), await post(), await post()];
    const refused = answers.find(({ status }) => status !== 200)!;
    expectError(refused, 400, 130429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is a suspended tenant', async () => {
    const gone = await bed.operator.openTenant();
    const { body, contentType } = formOf([fieldPart('messaging_product', 'whatsapp'), filePart(pdf)]);
    const options = { method: 'POST', body, headers: { 'content-type': contentType } };
    const { id } = expectStatus(await graph(`${gone.number.phoneNumberId}/media`, options, gone.client), 200);
    const { url } = expectStatus(await graph(id, {}, gone.client), 200);
    await bed.operator.request(200, 'POST', `/tenants/${gone.id}/suspend`);
    const answer = await waitFor('the suspension', async () => {
      const each = await graph(gone.number.phoneNumberId, {}, gone.client);
      return each.status !== 200 && each;
    });
    expectError(answer, 403, 131031);
    expect((await fetch(url as string)).status).toBe(404);
  });

  it('is the access token that is kept here: its caller is not told that the key is wrong', async () => {
    const { phoneNumberId } = tenant.number;
    await bed.simulator.fault({ kind: 'error', code: 190, match: { phoneNumberId }, times: 1 });
    expectError(await send(text()), 500, 131000);
  });

  it('is an answer of Meta’s that is none', async () => {
    await bed.simulator.fault({ kind: 'http', httpStatus: 503, match: { phoneNumberId: tenant.number.phoneNumberId } });
    const answer = await send(text());
    await bed.simulator.clearFaults();
    expectError(answer, 503, 2);
    expect(answer.text).not.toContain('html');
  });
});

describe('A file', () => {
  const download = (url: string, init?: Parameters<typeof fetch>[1]): Promise<Response> => fetch(url, init);
  async function addressOf(mediaId: string): Promise<string> {
    return expectStatus(await graph(mediaId), 200).url;
  }

  it('comes from its address with the key, with another, and with none', async () => {
    const url = await addressOf(await upload());
    for (const headers of [{}, { authorization: `Bearer ${tenant.key.key}` }, { authorization: 'Bearer nonsense' }]) {
      const answer = await download(url, { headers });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, pdf.mimeType]);
      expect(sha256Of(Buffer.from(await answer.arrayBuffer()))).toBe(sha256Of(pdf.bytes));
    }
  });

  it('comes in parts, and its headers alone', async () => {
    const url = await addressOf(await upload());
    const part = await download(url, { headers: { range: 'bytes=0-4' } });
    expect([part.status, await part.text()]).toEqual([206, '%PDF-']);
    const head = await download(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(pdf.bytes.length)]);
  });

  it('does not come from an address that was changed, or that leads to what is gone', async () => {
    const mediaId = await upload();
    const url = await addressOf(mediaId);
    const changed = [
      url.replace(/ext=\d+/, 'ext=9999999999'),
      url.replace(`mid=${mediaId}`, `mid=${metaId()}`),
      url.replace(/&hash=.*/, ''),
      url.replace(/&hash=.*/, `&hash=${'A'.repeat(43)}`),
    ];
    expectStatus(await graph(mediaId, { method: 'DELETE' }), 200);
    for (const each of [...changed, url, `${bed.switchboard.url}/whatsapp_business/attachments/`]) {
      const answer = await download(each, { headers: { authorization: `Bearer ${tenant.key.key}` } });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        error: {
          message: 'The media URL has expired or does not exist',
          type: 'OAuthException',
          code: 100,
          error_subcode: 33,
          fbtrace_id: answer.headers.get('x-request-id'),
        },
      });
    }
  });

  it('of a user is the tenant’s too, and one that only Meta knows', async () => {
    const { phoneNumberId, accessToken } = tenant.number;
    const { mediaId, sha256 } = await bed.simulator.phoneSendsMedia({
      from: '4915112345678',
      phoneNumberId,
      type: 'image',
    });
    await waitFor('the file', async () => (await graph(mediaId)).status === 200);
    const { body, contentType } = formOf([fieldPart('messaging_product', 'whatsapp'), filePart(pdf)]);
    const atMeta = await fetch(`${bed.simulator.baseUrl}/${VERSION}/${phoneNumberId}/media`, {
      method: 'POST',
      body,
      headers: { 'content-type': contentType, authorization: `Bearer ${accessToken}` },
    });
    const { id: unknownId } = (await atMeta.json()) as { id: string };
    for (const [id, digest] of [
      [mediaId, sha256],
      [unknownId, sha256Of(pdf.bytes)],
    ] as const) {
      const metadata = expectStatus(await graph(`${id}?phone_number_id=${phoneNumberId}`), 200);
      expect(metadata).toMatchObject({ id, sha256: digest, messaging_product: 'whatsapp' });
      const answer = await download(metadata.url as string);
      expect(sha256Of(Buffer.from(await answer.arrayBuffer()))).toBe(digest);
      expectStatus(await graph(id, { method: 'DELETE' }), 200);
      expect(await bed.simulator.media({ id })).toEqual([]);
      expectError(await graph(id), 400, 100, { error_subcode: 33 });
    }
  });

  it('that only Meta knew is gone once it is deleted there', async () => {
    const id = await upload();
    await bed.simulator.expireMedia(id);
    // The vault still has it.
    expectStatus(await graph(id), 200);
    expectError(await graph(metaId(), { method: 'DELETE' }), 400, 100, { error_subcode: 33 });
  });

  it('that is refused leaves nothing at Meta', async () => {
    const before = await bed.simulator.media();
    const { body, contentType } = formOf([filePart(pdf), fieldPart('messaging_product', 'signal')]);
    const path = `${tenant.number.phoneNumberId}/media`;
    expectError(await graph(path, { method: 'POST', body, headers: { 'content-type': contentType } }), 400, 100, {
      error_data: { details: 'messaging_product must be "whatsapp"' },
    });
    const lie = formOf([
      fieldPart('messaging_product', 'whatsapp'),
      filePart({ ...SAMPLE_FILES.exe, mimeType: 'image/png' }),
    ]);
    expectError(
      await graph(path, { method: 'POST', body: lie.body, headers: { 'content-type': lie.contentType } }),
      400,
      100,
    );
    expect(await bed.simulator.media()).toEqual(before);
  });

  it('counts as a download of its tenant', async () => {
    await bed.operator.putPlan({ code: 'E2E_GRAPH_MEDIA', name: 'One download', mediaPerMinute: 1 });
    const owner = await bed.operator.openTenant({ planCode: 'E2E_GRAPH_MEDIA' });
    const { body, contentType } = formOf([fieldPart('messaging_product', 'whatsapp'), filePart(pdf)]);
    const options = { method: 'POST', body, headers: { 'content-type': contentType } };
    const { id } = expectStatus(await graph(`${owner.number.phoneNumberId}/media`, options, owner.client), 200);
    const { url } = expectStatus(await graph(id, {}, owner.client), 200);
    expect((await download(url)).status).toBe(200);
    const refused = await download(url);
    expect([refused.status, await refused.json()]).toEqual([400, { error: expect.objectContaining({ code: 130429 }) }]);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('A list', () => {
  it('goes on at an address of ours, in which nobody’s token stands but the caller’s own', async () => {
    const list = `${tenant.number.wabaId}/message_templates`;
    const names: string[] = [];
    let path: string | undefined = `/${VERSION}/${list}?limit=3&fields=name`;
    while (path !== undefined) {
      const { data, paging } = expectStatus(await tenant.client.http.get(path), 200);
      names.push(...(data as { name: string }[]).map(({ name }) => name));
      const next = paging?.next as string | undefined;
      if (next !== undefined) expect(next).toMatch(new RegExp(`^${bed.switchboard.url}/${VERSION}/${list}\\?`));
      expect(next ?? '').not.toContain('access_token');
      path = next?.slice(bed.switchboard.url.length);
    }
    expect(names).toEqual(['hello_world', 'order_update', 'promo', 'otp']);
    const { key } = tenant.key;
    const first = await fetch(`${bed.switchboard.url}/${VERSION}/${list}?limit=3&access_token=${key}`);
    const { paging } = (await first.json()) as { paging: { next: string } };
    expect(new URL(paging.next).searchParams.get('access_token')).toBe(key);
    expect((await fetch(paging.next)).status).toBe(200);
  });

  it('of an account’s numbers has the tenant’s own only, and an account does not tell of others', async () => {
    const { wabaId, phoneNumberId } = tenant.number;
    const sharing = await bed.operator.openTenant({ number: { wabaId } });
    await graph(sharing.number.phoneNumberId, {}, sharing.client);
    for (const [client, own] of [
      [tenant.client, phoneNumberId],
      [sharing.client, sharing.number.phoneNumberId],
    ] as const) {
      const { data } = expectStatus(await graph(`${wabaId}/phone_numbers?fields=verified_name`, {}, client), 200);
      expect((data as { id: string }[]).map(({ id }) => id).filter((id) => id !== own)).toEqual([]);
    }
    for (const fields of ['phone_numbers', 'id,phone_numbers', 'phone_numbers{id}', 'subscribed_apps'])
      expectError(await graph(`${wabaId}?fields=${encodeURIComponent(fields)}`), 400, 100);
    expect(expectStatus(await graph(`${wabaId}?fields=health_status`), 200)).toHaveProperty('health_status');
    expect(expectStatus(await graph(`${wabaId}?fields=id,name`), 200)).toEqual({
      id: wabaId,
      name: expect.any(String),
    });
  });
});

describe('Another tenant’s things', () => {
  interface Attempt {
    method: string;
    path: (ids: Record<'number' | 'waba' | 'media', string>) => string;
    body?: unknown;
    headers?: Call['headers'];
  }
  const form = formOf([fieldPart('messaging_product', 'whatsapp'), filePart(pdf)]);
  const post = (path: Attempt['path'], body: unknown = {}): Attempt => ({ method: 'POST', path, body });
  const get = (path: Attempt['path']): Attempt => ({ method: 'GET', path });
  const ATTEMPTS: readonly Attempt[] = [
    post(({ number }) => `${number}/messages`, text()),
    post(({ number }) => `${number}/messages?is_fake=true`, text()),
    post(({ number }) => `${number}/messages`, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.HBgL',
    }),
    post(({ number }) => `${number}/messages`, {}),
    post(({ number }) => `${number}/marketing_messages`, marketing()),
    { ...post(({ number }) => `${number}/media`, form.body), headers: { 'content-type': form.contentType } },
    get(({ media }) => media),
    get(({ number }) => number),
    get(({ number }) => `${number}?fields=verified_name`),
    get(({ waba }) => waba),
    get(({ waba }) => `${waba}?fields=id,name`),
    { method: 'DELETE', path: ({ media }) => media },
    { method: 'DELETE', path: ({ number }) => number },
    { method: 'DELETE', path: ({ waba }) => waba },
    get(({ waba }) => `${waba}/message_templates`),
    post(({ waba }) => `${waba}/message_templates`, {
      name: 'x',
      language: 'en',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'x' }],
    }),
    { method: 'DELETE', path: ({ waba }) => `${waba}/message_templates?name=promo` },
    get(({ waba }) => `${waba}/phone_numbers`),
    get(({ number }) => `${number}/whatsapp_business_profile`),
    post(({ number }) => `${number}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'Taken over' }),
    post(({ number }) => `${number}/register`, { messaging_product: 'whatsapp', pin: '123456' }),
    post(({ number }) => `${number}/deregister`),
    post(({ number }) => `${number}/request_code`, { code_method: 'SMS', language: 'en' }),
    post(({ number }) => `${number}/verify_code`, { code: '123456' }),
    get(({ media, number }) => `${media}?phone_number_id=${number}`),
    { method: 'DELETE', path: ({ media, number }) => `${media}?phone_number_id=${number}` },
  ];

  /** An answer without what differs between any two requests, and with the ids replaced that the request named. */
  function comparable({ status, headers, text: body }: Answer, ids: Record<string, string>): unknown {
    const { date: _date, 'x-request-id': requestId, ...rest } = headers;
    const kept = Object.entries(rest).filter(([name]) => !/^(x-ratelimit-|x-fb-|content-length)/.test(name));
    const named = [String(requestId), ...Object.values(ids)];
    return {
      status,
      headers: Object.fromEntries(kept),
      body: named.reduce((whole, id) => whole.replaceAll(id, 'ID'), body),
    };
  }

  it('answer as missing ones do, byte for byte, on every route', async () => {
    const intruder = await bed.operator.openTenant();
    const theirs = { number: tenant.number.phoneNumberId, waba: tenant.number.wabaId, media: await upload() };
    const before = await everythingAtMeta();
    for (const { method, path, ...rest } of ATTEMPTS) {
      const nothing = { number: metaId(), waba: metaId(), media: metaId() };
      const foreign = await graph(path(theirs), { method, ...rest }, intruder.client);
      const missing = await graph(path(nothing), { method, ...rest }, intruder.client);
      expect([method, path(theirs), comparable(foreign, theirs)]).toEqual([
        method,
        path(theirs),
        comparable(missing, nothing),
      ]);
      expectError(foreign, 400, 100, { type: 'GraphMethodException', error_subcode: 33 });
    }
    // The file is not theirs under a number of their own either.
    const own = intruder.number.phoneNumberId;
    expectError(await graph(`${theirs.media}?phone_number_id=${own}`, {}, intruder.client), 400, 100, {
      error_subcode: 33,
    });
    expect(await everythingAtMeta()).toEqual(before);
  });

  async function everythingAtMeta(): Promise<unknown> {
    const { phoneNumberId, wabaId } = tenant.number;
    const paths = [
      phoneNumberId,
      `${phoneNumberId}/whatsapp_business_profile`,
      `${wabaId}/message_templates?fields=name,status`,
    ];
    const answers = await Promise.all(paths.map((path) => graph(path)));
    return [
      answers.map(({ json }) => json as unknown),
      (await bed.simulator.counts()).accepted,
      await bed.simulator.media(),
    ];
  }
});
