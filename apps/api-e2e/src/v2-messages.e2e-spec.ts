import { createHash } from 'node:crypto';
import { MESSAGE_EXAMPLES, SAMPLE_FILES } from '@switchboard/contracts';
import { RECIPIENT } from './support/bodies';
import { type Answer, expectStatus } from './support/http-client';
import { expectRefusal, V2_PLAN } from './support/media-testbed';
import { metaId, type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

const WAMID = 'wamid.HBgMOTA1MzIxMjM0NTY3FQIAERgSQTRCNjU5OUFFRTAzODEwMTQ0AA==';
const USER = '4915112345678';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ env: { GRAPH_TIMEOUT_MS: '1000' } });
  await bed.operator.putPlan(V2_PLAN);
  tenant = await bed.operator.openTenant({ planCode: V2_PLAN.code, throughput: 1_000 });
});
afterEach(() => bed.simulator.clearFaults());
afterAll(() => bed?.close());

function post(path: string, body: unknown, headers: Record<string, string> = {}, of = tenant): Promise<Answer> {
  return of.client.http.post(`/v2/${path}`, body, headers);
}

/** The newest message that Meta got, without what the gateway writes into it for itself. */
async function atMeta(of = tenant): Promise<unknown> {
  const [arrived] = await bed.simulator.messages({ phoneNumberId: of.number.phoneNumberId });
  const { biz_opaque_callback_data: _, ...message } = JSON.parse(arrived!.rawBody) as Record<string, unknown>;
  return message;
}

/** The data of a message that was taken; it is the contract's, no more and no less. */
function sent(answer: Answer): { messageId: string; wamid: string } {
  const json = expectStatus(answer, 200);
  expect(json).toEqual({
    success: true,
    data: {
      messageId: answer.headers['x-message-id'],
      wamid: expect.stringMatching(/^wamid\./),
      to: RECIPIENT,
      waId: RECIPIENT,
      status: 'accepted',
    },
  });
  return json.data;
}

const common = (): { phoneNumberId: string; to: string } => ({
  phoneNumberId: tenant.number.phoneNumberId,
  to: RECIPIENT,
});
const base = { messaging_product: 'whatsapp', to: RECIPIENT };
const buttons = {
  type: 'button',
  body: { text: 'Well?' },
  action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
};

describe('a message over v2', () => {
  it.each<[string, string, object, object]>([
    [
      'a text',
      'messages/send/text',
      { text: 'Hi', previewUrl: true },
      { type: 'text', text: { body: 'Hi', preview_url: true } },
    ],
    [
      'an answer',
      'messages/send/text',
      { text: 'Yes', contextMessageWamid: WAMID },
      { type: 'text', text: { body: 'Yes' }, context: { message_id: WAMID } },
    ],
    [
      'a file by a link',
      'messages/send/media',
      { media: { type: 'document', link: 'https://example.com/a.pdf', caption: 'Menu', filename: 'a.pdf' } },
      { type: 'document', document: { link: 'https://example.com/a.pdf', caption: 'Menu', filename: 'a.pdf' } },
    ],
    [
      'a place',
      'messages/send/location',
      { location: { latitude: 41.01, longitude: 28.97, name: 'Harbour', address: 'Kıyı 1' } },
      { type: 'location', location: { latitude: 41.01, longitude: 28.97, name: 'Harbour', address: 'Kıyı 1' } },
    ],
    ['buttons', 'messages/send/interactive', { interactive: buttons }, { type: 'interactive', interactive: buttons }],
    [
      'contacts',
      'messages/send/contacts',
      { contacts: [{ name: { formatted_name: 'Ada', first_name: 'Ada' }, phones: [{ phone: '+1' }] }] },
      {
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Ada', first_name: 'Ada' }, phones: [{ phone: '+1' }] }],
      },
    ],
    [
      'a reaction',
      'messages/send/reaction',
      { reaction: { message_id: WAMID, emoji: '👍' } },
      { type: 'reaction', reaction: { message_id: WAMID, emoji: '👍' } },
    ],
    [
      'a template',
      'templates/send',
      { templateName: 'summer_sale' },
      { type: 'template', template: { name: 'summer_sale', language: { code: 'en_US' } } },
    ],
    [
      'a template with parameters',
      'templates/send',
      {
        templateName: 'summer',
        language: 'de',
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'A' }] }],
      },
      {
        type: 'template',
        template: {
          name: 'summer',
          language: { code: 'de' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'A' }] }],
        },
      },
    ],
    [
      'any message',
      'messages/send',
      { message: { type: 'text', text: { body: 'Hi' } } },
      { type: 'text', text: { body: 'Hi' } },
    ],
  ])('arrives at Meta as Meta’s: %s', async (_, path, body, expected) => {
    const { messageId, wamid } = sent(await post(path, { ...common(), ...body }));
    expect(await atMeta()).toEqual({ ...base, ...expected });
    const logged = await tenant.client.message(messageId);
    expect(logged.wamid).toBe(wamid);
  });

  it('arrives as it was written, fields that nobody knows included', async () => {
    const own = '{ "type":"text","text":{"body":"\\u0048i","n":1.0},"big":12345678901234567890}';
    const { phoneNumberId, to } = common();
    sent(await post('messages/send', `{"phoneNumberId":"${phoneNumberId}","to":"${to}","message":${own}}`));
    const [arrived] = await bed.simulator.messages({ phoneNumberId });
    expect(arrived!.rawBody).toContain('"type":"text","text":{"body":"\\u0048i","n":1.0},"big":12345678901234567890');
  });

  it.each(MESSAGE_EXAMPLES.map(({ title, body }) => [title, body] as const))(
    'of every type goes by one route, in the sandbox: %s',
    async (_, message) => {
      const { phoneNumberId } = tenant.number;
      const answer = await post('messages/send?is_fake=true', { phoneNumberId, message });
      const { data } = expectStatus(answer, 200);
      if (message['status'] === 'read') expect(data).toEqual({ success: true });
      else expect(data.wamid).toMatch(/^wamid\.FAKE_\d+$/);
    },
  );

  it('brings its file along', async () => {
    const bytes = Buffer.from(SAMPLE_FILES.png.bytes);
    const media = { type: 'image', dataBase64: bytes.toString('base64'), mimeType: 'image/png', caption: 'One' };
    sent(await post('messages/send/media', { ...common(), media }));
    const { image } = (await atMeta()) as { image: { id: string } };
    expect(image).toEqual({ id: expect.stringMatching(/^\d+$/), caption: 'One' });
    const [file] = await bed.simulator.media();
    expect(file).toMatchObject({ id: image.id, sha256: createHash('sha256').update(bytes).digest('hex') });
  });

  it('sends a file that was uploaded before', async () => {
    const upload = await tenant.client.http.call('/v2/media/upload', {
      method: 'POST',
      body: SAMPLE_FILES.jpeg.bytes,
      headers: { 'content-type': 'image/jpeg', 'x-phone-number-id': tenant.number.phoneNumberId },
    });
    const { mediaId } = expectStatus(upload, 200).data;
    sent(await post('messages/send/media', { ...common(), media: { type: 'image', mediaId } }));
    expect(await atMeta()).toEqual({ ...base, type: 'image', image: { id: mediaId } });
  });

  it('goes from the number of the header or of the key where the body names none, and from no other', async () => {
    const from = (headers: Record<string, string>) =>
      post('messages/send/text', { to: RECIPIENT, text: 'Hi' }, headers);
    const { details } = expectRefusal(await from({}), 400, 'VALIDATION_ERROR');
    expect(details).toMatchObject({ fields: [{ path: 'phoneNumberId', rule: 'required' }] });
    const other = await bed.operator.addNumber(tenant.id, { wabaId: tenant.number.wabaId });
    try {
      await waitFor(
        'the number',
        async () => (await from({ 'x-phone-number-id': other.phoneNumberId })).status === 200,
      );
      const [arrived] = await bed.simulator.messages({ phoneNumberId: other.phoneNumberId });
      expect(arrived).toBeDefined();
      const { key } = await bed.operator.createKey(tenant.id, { phoneNumberId: other.id });
      const { http } = bed.operator.client(key);
      sent(await http.post('/v2/messages/send/text', { to: RECIPIENT, text: 'Hi' }));
    } finally {
      await bed.operator.request(204, 'DELETE', `/tenants/${tenant.id}/phone-numbers/${other.id}`);
    }
  });

  it('reaches a user who is known by id alone', async () => {
    const recipient = 'US.13491208655302741918';
    const answer = await post('messages/send/text', {
      phoneNumberId: tenant.number.phoneNumberId,
      recipient,
      text: 'Hi',
    });
    expect(expectStatus(answer, 200).data).toMatchObject({ to: recipient, waId: null });
  });
});

describe('an Idempotency-Key', () => {
  it('gets the first answer again at no cost, over v2 and over v1', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const { phoneNumberId } = tenant.number;
    const text = (): Promise<Answer> => post('messages/send/text', { ...common(), text: 'Once' }, headers);
    const first = sent(await text());
    const { received } = await bed.simulator.counts();

    const again = await text();
    expect(sent(again)).toEqual(first);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const whole = await post(
      'messages/send',
      { ...common(), message: { type: 'text', text: { body: 'Once' } } },
      headers,
    );
    expect(sent(whole)).toEqual(first);
    const v1 = await tenant.client.send(
      { ...base, type: 'text', text: { body: 'Once' } },
      { query: `?phone_number_id=${phoneNumberId}`, headers },
    );
    expect(expectStatus(v1, 200).data.messages[0].id).toBe(first.wamid);
    expect([v1.headers['idempotent-replayed'], v1.headers['x-message-id']]).toEqual(['true', first.messageId]);
    expect((await bed.simulator.counts()).received).toBe(received);
  });

  it('of v1 is known to v2, with what Meta refused too', async () => {
    const headers = { 'idempotency-key': 'order-2' };
    await bed.simulator.fault({ kind: 'error', code: 131009, match: { phoneNumberId: tenant.number.phoneNumberId } });
    const v1 = await tenant.client.send(
      { ...base, type: 'text', text: { body: 'Refused' } },
      { query: `?phone_number_id=${tenant.number.phoneNumberId}`, headers },
    );
    expect(expectStatus(v1, 400).errors.code).toBe('GW_002');
    await bed.simulator.clearFaults();
    const v2 = await post('messages/send/text', { ...common(), text: 'Refused' }, headers);
    const { details } = expectRefusal(v2, 400, 'META_ERROR');
    expect(details).toEqual(v1.json.errors.params.meta);
    expect([v2.headers['idempotent-replayed'], v2.headers['x-message-id']]).toEqual([
      'true',
      v1.headers['x-message-id'],
    ]);
  });

  it('with another message is a conflict, and one that is none is refused', async () => {
    const send = (text: string, key: string): Promise<Answer> =>
      post('messages/send/text', { ...common(), text }, { 'idempotency-key': key });
    sent(await send('A', 'order-3'));
    expectRefusal(await send('B', 'order-3'), 409, 'CONFLICT');
    const { details } = expectRefusal(await send('A', 'x'.repeat(256)), 400, 'VALIDATION_ERROR');
    expect(details).toMatchObject({ fields: [{ path: 'Idempotency-Key', rule: 'pattern' }] });
  });
});

describe('a read receipt', () => {
  const read = (wamid: string, body?: unknown, of = tenant): Promise<Answer> =>
    of.client.http.call(`/v2/messages/${encodeURIComponent(wamid)}/read`, { method: 'POST', body });
  let wamid: string;

  beforeAll(async () => {
    const { phoneNumberId } = tenant.number;
    ({ wamid } = await bed.simulator.phoneSends({ from: USER, phoneNumberId, type: 'text', text: { body: 'Hello?' } }));
    await tenant.client.messageWith('received', wamid);
  });

  it('is sent by the number that the message came to, free of charge', async () => {
    for (const body of [undefined, {}, { typing: false }, { phoneNumberId: tenant.number.phoneNumberId }]) {
      expect(expectStatus(await read(wamid, body), 200)).toEqual({ success: true, data: { success: true } });
      expect(await atMeta()).toEqual({ messaging_product: 'whatsapp', status: 'read', message_id: wamid });
    }
  });

  it('shows that an answer is being typed', async () => {
    expectStatus(await read(wamid, { typing: true }), 200);
    expect(await atMeta()).toMatchObject({ status: 'read', typing_indicator: { type: 'text' } });
  });

  it('does not leave the house in the sandbox', async () => {
    const { received } = await bed.simulator.counts();
    const path = `/v2/messages/${encodeURIComponent(wamid)}/read?is_fake=true`;
    expectStatus(await tenant.client.http.call(path, { method: 'POST' }), 200);
    expect((await bed.simulator.counts()).received).toBe(received);
  });

  it('is not found for what was never received: an unknown message, one’s own, another tenant’s', async () => {
    const own = sent(await post('messages/send/text', { ...common(), text: 'Hi' }));
    for (const unknown of [WAMID, own.wamid, own.messageId, 'x', '%00'])
      expectRefusal(await read(unknown), 404, 'NOT_FOUND');
    const stranger = await bed.operator.openTenant({ planCode: V2_PLAN.code });
    expectRefusal(await read(wamid, {}, stranger), 404, 'NOT_FOUND');
  });

  it.each([
    [{ typing: 'yes' }, 400, 'VALIDATION_ERROR'],
    [{ typed: true }, 400, 'VALIDATION_ERROR'],
    [{ phoneNumberId: 1 }, 400, 'VALIDATION_ERROR'],
    [{ phoneNumberId: '123456789012345' }, 403, 'FORBIDDEN'],
  ])('is refused with %j', async (body, status, error) => {
    expectRefusal(await read(wamid, body), status, error);
  });
});

describe('the message log', () => {
  it('is v1’s, with v1’s names', async () => {
    const { messageId, wamid } = sent(await post('messages/send/text', { ...common(), text: 'Logged' }));
    const { http } = tenant.client;
    await tenant.client.messageWith('read', messageId);
    for (const id of [messageId, encodeURIComponent(wamid)]) {
      const v1 = expectStatus(await http.get(`/v1/wa/messages/${id}`), 200).data;
      expect(expectStatus(await http.get(`/v2/messages/${id}`), 200)).toEqual({ success: true, data: v1 });
    }
    const query = `?direction=outbound&type=text&phone_number_id=${tenant.number.phoneNumberId}&to=${RECIPIENT}&limit=2`;
    const { data } = expectStatus(await http.get(`/v2/messages${query}`), 200);
    expect(data).toEqual({ items: expect.any(Array) as unknown, nextCursor: expect.any(String) as unknown });
    expect(data.items).toMatchObject([{ type: 'text' }, { type: 'text' }]);
    const next = expectStatus(await http.get(`/v2/messages${query}&cursor=${data.nextCursor}`), 200).data;
    expect(next.items[0].id < data.items[1].id).toBe(true);
  });

  it('knows nothing of what is not there, and tells which part of a search is none', async () => {
    const { http } = tenant.client;
    expectRefusal(await http.get(`/v2/messages/${WAMID}`), 404, 'NOT_FOUND');
    const { details } = expectRefusal(await http.get('/v2/messages?limit=0'), 400, 'VALIDATION_ERROR');
    expect(details).toMatchObject({ fields: [{ path: 'limit', rule: 'min' }] });
  });
});

describe('a message over v2 that is refused', () => {
  const fieldsOf = (answer: Answer): string[] =>
    (expectRefusal(answer, 400, 'VALIDATION_ERROR').details!['fields'] as { path: string; rule: string }[]).map(
      ({ path, rule }) => `${path} ${rule}`,
    );

  it.each<[string, string, unknown, string[]]>([
    [
      'everything at once',
      'messages/send/text',
      { phoneNumberId: 5, text: '' },
      ['phoneNumberId type', 'text minLength', 'to required'],
    ],
    [
      'a kind of media',
      'messages/send/media',
      { to: RECIPIENT, media: { type: 'gif', link: 'https://a.b' } },
      ['media.type oneOf'],
    ],
    [
      'no base64',
      'messages/send/media',
      { to: RECIPIENT, media: { type: 'image', dataBase64: '*', mimeType: 'image/png' } },
      ['media.dataBase64 base64'],
    ],
    [
      'part of a message',
      'messages/send',
      { message: { type: 'text', text: { body: '' } } },
      ['message.text.body minLength', 'to required'],
    ],
    ['not JSON', 'messages/send/text', '{"text":', [' json']],
    ['a list', 'messages/send', '[]', [' type']],
    ['nothing', 'messages/send', '', [' required']],
    ['too deep', 'messages/send', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`, [' maxDepth']],
  ])('names the fields: %s', async (_, path, body, fields) => {
    const answer = await post(path, body, { 'x-phone-number-id': tenant.number.phoneNumberId });
    expect(new Set(fieldsOf(answer))).toEqual(new Set(fields));
  });

  it('says what a synced template expects', async () => {
    const wabaId = metaId();
    const own = await bed.operator.openTenant({ planCode: V2_PLAN.code, number: { wabaId } });
    expectStatus(await own.client.http.call('/v2/templates/sync', { method: 'POST' }), 200);
    const { items } = expectStatus(await own.client.http.get('/v2/templates?limit=200'), 200).data;
    const template = (
      items as { name: string; language: string; components: { type: string; text?: string }[] }[]
    ).find(({ components }) => components.some(({ type, text }) => type === 'BODY' && text?.includes('{{1}}')))!;
    const { phoneNumberId } = own.number;
    const wish = { phoneNumberId, to: RECIPIENT, templateName: template.name, language: template.language };
    const answer = await post('templates/send', wish, {}, own);
    expect(fieldsOf(answer)).toEqual(['components template']);
    expect(answer.json.details.problems[0]).toMatchObject({ component: 'body' });
    expect(
      fieldsOf(
        await post(
          'messages/send',
          {
            phoneNumberId,
            message: {
              to: RECIPIENT,
              type: 'template',
              template: { name: template.name, language: { code: template.language } },
            },
          },
          {},
          own,
        ),
      ),
    ).toEqual(['message.template.components template']);
    expect((await bed.simulator.messages({ phoneNumberId: own.number.phoneNumberId })).length).toBe(0);
  });

  it('is larger than 2 MiB, and told where files go', async () => {
    const media = { type: 'document', dataBase64: 'A'.repeat(2 * 1024 * 1024), mimeType: 'application/pdf' };
    const { message } = expectRefusal(
      await post('messages/send/media', { ...common(), media }),
      413,
      'PAYLOAD_TOO_LARGE',
    );
    expect(message).toContain('/v2/media/upload');
  });

  it('is not too large up to 2 MiB, whatever it is that takes the room', async () => {
    const sizeBytes = 2 * 1024 * 1024;
    const bare = { ...common(), text: 'Hi', campaign: '' };
    const campaign = 'x'.repeat(sizeBytes - JSON.stringify(bare).length);
    sent(await post('messages/send/text', { ...bare, campaign }));
    expect(await atMeta()).toMatchObject({ text: { body: 'Hi' }, campaign });
    expect(fieldsOf(await post('messages/send/text', { ...common(), text: campaign }))).toEqual(['text maxLength']);
  });

  it('is not JSON by its own account', async () => {
    for (const path of [
      'messages/send/text',
      'messages/send',
      'templates/send',
      'templates',
      `messages/${WAMID}/read`,
    ]) {
      const answer = await post(path, 'to=1&text=Hi', { 'content-type': 'application/x-www-form-urlencoded' });
      expectRefusal(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    }
  });

  it('carries a file of another type', async () => {
    const media = { type: 'image', dataBase64: 'AAAA', mimeType: 'image/tiff' };
    expectRefusal(await post('messages/send/media', { ...common(), media }), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('has Meta’s words, status and error object where Meta refused it', async () => {
    const match = { phoneNumberId: tenant.number.phoneNumberId };
    await bed.simulator.fault({ kind: 'error', code: 131009, match });
    const answer = await post('messages/send/text', { ...common(), text: 'Hi' });
    const { message, details } = expectRefusal(answer, answer.status, 'META_ERROR');
    expect(answer.status).toBe(400);
    expect(details).toMatchObject({ code: 131009, message });
    expect(answer.headers['x-message-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['does not answer', { kind: 'timeout' }, 504],
    ['fails', { kind: 'error', code: 131000 }, 502],
  ])('is told when Meta %s', async (_, fault, status) => {
    await bed.simulator.fault({ ...fault, match: { phoneNumberId: tenant.number.phoneNumberId } });
    const answer = await post('messages/send/text', { ...common(), text: 'Hi' });
    expectRefusal(answer, status, 'META_ERROR');
    if (status === 504) expect(answer.json.details).toEqual({ message_id: answer.headers['x-message-id'] });
  });

  it('is slowed down where Meta asks for it', async () => {
    await bed.simulator.fault({ kind: 'error', code: 131056, match: { phoneNumberId: tenant.number.phoneNumberId } });
    const answer = await post('messages/send/text', { ...common(), text: 'Hi' });
    expectRefusal(answer, 429, 'RATE_LIMITED');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('whoever asks v2', () => {
  it('is told of the first thing that is wrong, in the contract’s order', async () => {
    const { operator } = bed;
    const plan = { code: 'E2E_V2_ORDER', name: 'Next to nothing', messagesPerMinute: 1 };
    await operator.putPlan({ ...plan, features: [] });
    const { id } = await operator.createTenant({ planCode: plan.code });
    const { key } = await operator.createKey(id);
    const { http } = operator.client(key);
    const foreign = { phoneNumberId: tenant.number.phoneNumberId, to: RECIPIENT };
    let body: object = foreign;
    const ask = (): Promise<Answer> => http.post('/v2/messages/send/text', body);
    const expectNext = async (status: number, error: string): Promise<Answer> => {
      const answer = await waitFor(error, async () => {
        const next = await ask();
        return next.json.error === error && next;
      });
      expectRefusal(answer, status, error);
      return answer;
    };
    const end = new Date(Date.now() + 1_000).toISOString();
    const put = (body_: object): Promise<unknown> => operator.request(200, 'PUT', `/tenants/${id}/plan`, body_);

    // Everything is wrong with it. What is wrong first is put right, one thing after the other.
    const nobody = await http.post('/v2/messages/send/text', body, { authorization: `Bearer ${key.slice(0, -1)}` });
    expectRefusal(nobody, 401, 'UNAUTHORIZED');
    await put({ planCode: plan.code, periodEnd: end });
    await waitFor('the plan to end', () => Date.now() > Date.parse(end));
    expect((await expectNext(404, 'NOT_FOUND')).json.message).toBe('WhatsApp account not found');
    const own = await operator.addNumber(id);
    await expectNext(403, 'PLAN_EXPIRED');
    await put({ planCode: plan.code });
    await expectNext(403, 'DEVELOPER_PLAN_REQUIRED');
    await operator.putPlan({ ...plan, features: ['v2_api'] });
    await expectNext(429, 'RATE_LIMITED');
    await operator.putPlan({ ...plan, features: ['v2_api'], messagesPerMinute: 600_000, messagesPerSecond: 10_000 });
    await expectNext(400, 'VALIDATION_ERROR');
    body = { ...foreign, text: 'Hi' };
    await expectNext(403, 'FORBIDDEN');
    body = { ...body, phoneNumberId: own.phoneNumberId };
    await expectNext(402, 'INSUFFICIENT_BALANCE');
    await operator.topUp(id, '1.00');
    sent(await ask());
  });

  it('may give the key as X-API-Token', async () => {
    const headers = { 'x-api-token': tenant.key.key, 'content-type': 'application/json' };
    const body = JSON.stringify({ ...common(), text: 'Hi' });
    const answer = await fetch(`${bed.switchboard.url}/v2/messages/send/text`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  });

  it('needs the scope', async () => {
    const { key } = await bed.operator.createKey(tenant.id, { scopes: ['messages:read'] });
    const { http } = bed.operator.client(key);
    for (const path of ['messages/send', 'messages/send/text', 'templates/send', `messages/${WAMID}/read`, 'templates'])
      expectRefusal(await http.post(`/v2/${path}`, {}), 403, 'FORBIDDEN');
    expectStatus(await http.get('/v2/messages'), 200);
  });
});
