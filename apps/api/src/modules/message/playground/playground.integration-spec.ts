import { uuidv7 } from '@switchboard/contracts';
import { type Answer, ConsoleClient, startTestConsole, type TestConsole } from '../../../../test/support/test-console';
import { until } from '../../../../test/support/until';

const USER = '905321234567';
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==',
  'base64',
);

const text = (body = 'Merhaba', more: object = {}): object => ({
  messaging_product: 'whatsapp',
  to: USER,
  type: 'text',
  text: { body },
  ...more,
});

let bed: TestConsole;
let tenantId: string;
let phoneNumberId: string;
let developer: ConsoleClient;
let viewer: ConsoleClient;

async function openTenant(money = '10.00', numbers = 1): Promise<{ id: string; numbers: string[] }> {
  const id = await bed.openTenant(`Tenant ${uuidv7()}`, 'BASIC');
  const added: string[] = [];
  for (let count = 0; count < numbers; count += 1) {
    const number = {
      phoneNumberId: metaId(),
      wabaId: metaId(),
      displayPhoneNumber: '+1 555 0100',
      accessToken: 'token',
    };
    const { status } = await bed.operator.post(`/tenants/${id}/phone-numbers`, number);
    expect(status).toBe(201);
    added.push(number.phoneNumberId);
  }
  if (money !== '0') await bed.operator.post(`/tenants/${id}/wallet/top-ups`, { amount: money });
  return { id, numbers: added };
}

function metaId(): string {
  return String(Math.floor(1e14 + Math.random() * 9e14));
}

const send = (
  client: ConsoleClient,
  body: object,
  headers: Record<string, string> = {},
  id = tenantId,
): Promise<Answer> => client.send('POST', `/tenants/${id}/messages`, body, headers);

const message = (client: ConsoleClient, id: string): Promise<Answer> =>
  client.get(`/tenants/${tenantId}/messages/${id}`);

beforeAll(async () => {
  bed = await startTestConsole();
  const opened = await openTenant();
  tenantId = opened.id;
  phoneNumberId = opened.numbers[0]!;
  developer = await bed.join(tenantId, 'developer', 'developer@example.com');
  viewer = await bed.join(tenantId, 'viewer', 'viewer@example.com');
});
afterAll(() => bed.platform.stop());

describe('The playground', () => {
  it('sends in the sandbox unless told otherwise: nothing reaches Meta, and nothing is charged', async () => {
    const { status, headers, body } = await send(developer, { message: text() });
    expect([status, body]).toEqual([
      201,
      {
        messageId: expect.any(String),
        wamid: expect.stringMatching(/^wamid\.FAKE_/),
        status: 'submitted',
        sandbox: true,
        isReplayed: false,
      },
    ]);
    expect(headers.get('x-message-id')).toBe(body['messageId']);
    const { body: detail } = await until(async () => {
      const found = await message(viewer, String(body['messageId']));
      return found.body['status'] === 'read' && found;
    });
    expect(detail).toMatchObject({ sandbox: true, apiKeyId: null, canResend: true, mmlite: false, payload: text() });
    expect(detail['cost']).toMatchObject({ total: '0.000000' });
    const control = await fetch(`${bed.platform.simulator.baseUrl}/_sim/messages?phoneNumberId=${phoneNumberId}`);
    expect(((await control.json()) as { items: unknown[] }).items).toEqual([]);
  });

  it('sends for real when asked to, charges as for a key, and remembers who did it', async () => {
    const { status, body } = await send(developer, { message: text('for real'), isFake: false });
    expect([status, body['sandbox']]).toEqual([201, false]);
    const id = String(body['messageId']);
    await until(async () => (await message(viewer, id)).body['status'] === 'read');
    const { body: detail } = await message(viewer, id);
    expect(detail).toMatchObject({ wamid: body['wamid'], apiKeyId: null, direction: 'outbound' });
    expect(detail['cost']).toMatchObject({ platformFee: '0.001000', reserved: '0.000000' });
    expect(detail['charge']).toMatchObject({ meta: { billable: expect.any(Boolean) }, explanation: expect.any(Array) });
    const { body: log } = await bed.operator.get(`/tenants/${tenantId}/audit-log?action=message.sent`);
    expect(log.items).toEqual([
      expect.objectContaining({
        targetId: id,
        actor: { kind: 'user', id: expect.any(String), name: 'developer@example.com' },
        after: { type: 'text', to: USER },
      }),
    ]);
  });

  it('takes a file in base64 that is larger than other bodies may be', async () => {
    const photo = Buffer.concat([PICTURE, Buffer.alloc(2 << 20)]).toString('base64');
    const image = {
      messaging_product: 'whatsapp',
      to: USER,
      type: 'image',
      image: { data_base64: photo, mime_type: 'image/png' },
    };
    const { status, body } = await send(developer, { message: image });
    expect([status, body['status']]).toEqual([201, 'submitted']);
    const { body: detail } = await message(viewer, String(body['messageId']));
    expect(detail).toMatchObject({ type: 'image', canResend: false });
  });

  it('answers a repeated Idempotency-Key with the same message, and refuses it for another', async () => {
    const headers = { 'idempotency-key': `key-${uuidv7()}` };
    const first = await send(developer, { message: text('once') }, headers);
    const again = await send(developer, { message: text('once') }, headers);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual({ ...first.body, isReplayed: true });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await send(developer, { message: text('twice') }, headers);
    expect([other.status, other.body['code']]).toEqual([422, 'IDEM_002']);
  });

  it('names every refused field as it stands in the request', async () => {
    const { status, headers, body } = await send(developer, {
      message: { messaging_product: 'whatsapp', to: 'x', type: 'text', text: { body: '' } },
    });
    expect([status, headers.get('content-type'), body['code']]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
      'validation_failed',
    ]);
    const paths = (body['fields'] as { path: string }[]).map(({ path }) => path).sort();
    expect(paths).toEqual(['message.text.body', 'message.to']);
    const noMessage = await send(developer, { message: 'text' });
    expect(noMessage.body['fields']).toEqual([expect.objectContaining({ path: 'message' })]);
    const badKey = await send(developer, { message: text() }, { 'idempotency-key': 'with blanks' });
    expect(badKey.body['fields']).toEqual([expect.objectContaining({ path: 'Idempotency-Key' })]);
  });

  it('asks for the number where there are several, and knows only the tenant’s own', async () => {
    const { id } = await openTenant('1.00', 2);
    const none = await send(bed.operator, { message: text() }, {}, id);
    expect([none.status, none.body['code'], none.body['fields']]).toEqual([
      400,
      'VAL_002',
      [expect.objectContaining({ path: 'phoneNumberId' })],
    ]);
    const foreign = await send(bed.operator, { message: text(), phoneNumberId }, {}, id);
    expect([foreign.body['code'], foreign.body['fields']]).toEqual([
      'NUM_001',
      [expect.objectContaining({ path: 'phoneNumberId' })],
    ]);
  });

  it('tells what Meta refuses with Meta’s words, and which message it was', async () => {
    await fetch(`${bed.platform.simulator.baseUrl}/_sim/faults`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'error', code: 131026, times: 1, match: { phoneNumberId } }),
    });
    const { status, headers, body } = await send(developer, { message: text(), isFake: false });
    expect([status, body['code'], body['fields']]).toEqual([
      400,
      'GW_002',
      [expect.objectContaining({ path: 'message', rule: 'meta_131026' })],
    ]);
    const { body: detail } = await message(viewer, headers.get('x-message-id') ?? '');
    expect(detail).toMatchObject({ status: 'failed', canResend: true });
  });

  it('refuses what the wallet cannot pay, and what a suspended tenant or an ended plan may not', async () => {
    const { id } = await openTenant('0');
    const poor = await send(bed.operator, { message: text(), isFake: false }, {}, id);
    expect([poor.status, poor.body['code']]).toEqual([402, 'BILL_001']);
    const plan = { planCode: 'BASIC', periodEnd: new Date().toISOString() };
    expect((await bed.operator.send('PUT', `/tenants/${id}/plan`, plan)).status).toBe(200);
    const ended = await send(bed.operator, { message: text() }, {}, id);
    expect([ended.status, ended.body['code']]).toEqual([403, 'PLAN_001']);
    await bed.operator.post(`/tenants/${id}/suspend`);
    const suspended = await send(bed.operator, { message: text() }, {}, id);
    expect([suspended.status, suspended.body['code']]).toEqual([403, 'AUTH_008']);
  });

  it('quotes with the tenant’s plan what sending then reserves, and sends nothing', async () => {
    const marketing = {
      messaging_product: 'whatsapp',
      to: USER,
      type: 'template',
      template: { name: 'summer_sale', language: { code: 'en' } },
    };
    const before = (await viewer.get(`/tenants/${tenantId}/messages`)).body.items.length;
    const { status, body } = await developer.post(`/tenants/${tenantId}/messages/quote`, {
      message: marketing,
      phoneNumberId,
    });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ category: 'marketing', market: 'TR', currency: 'USD', platformFee: '0.001000' }),
    ]);
    expect((await viewer.get(`/tenants/${tenantId}/messages`)).body.items.length).toBe(before);
    const refused = await developer.post(`/tenants/${tenantId}/messages/quote`, { message: { ...marketing, to: 'x' } });
    expect(refused.body['fields']).toEqual([expect.objectContaining({ path: 'message.to' })]);
  });

  it('lets owners, admins and developers send; others in the tenant read, and strangers nothing', async () => {
    const outsider = await bed.join((await openTenant('0')).id, 'owner', 'outsider@example.com');
    const cases: [ConsoleClient, number][] = [
      [viewer, 403],
      [await bed.join(tenantId, 'billing', 'billing@example.com'), 403],
      [outsider, 404],
      [bed.stranger(), 401],
      [await bed.join(tenantId, 'admin', 'admin@example.com'), 201],
      [await bed.join(tenantId, 'owner', 'owner@example.com'), 201],
    ];
    for (const [client, expected] of cases) expect((await send(client, { message: text() })).status).toBe(expected);
    for (const path of ['messages', 'messages.csv', 'messages/stream', `messages/${uuidv7()}`])
      expect([path, (await outsider.get(`/tenants/${tenantId}/${path}`)).status]).toEqual([path, 404]);
    const quote = `/tenants/${tenantId}/messages/quote`;
    expect((await outsider.post(quote, { message: text() })).status).toBe(404);
    expect((await viewer.post(quote, { message: text() })).status).toBe(403);
    expect((await viewer.get(`/tenants/${tenantId}/messages?sandbox=true`)).status).toBe(200);
  });

  it('lets one person send 60 messages a minute', async () => {
    const busy = await bed.join(tenantId, 'developer', 'busy@example.com');
    const statuses = new Map<number, number>();
    for (let count = 0; count < 63; count += 1) {
      const { status, headers } = await send(busy, { message: {} });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect([...statuses]).toEqual([
      [400, 60],
      [429, 3],
    ]);
  });
});
