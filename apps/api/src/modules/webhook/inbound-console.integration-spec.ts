import { LIMITS } from '@switchboard/contracts';
import { messagesValue, metaSignature, type Sample, webhookOf } from '../../../test/support/meta-samples';
import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { until } from '../../../test/support/until';

const SECRET = 'test-app-secret';
const MISSING = '01890000-0000-7000-8000-000000000000';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole();
});
afterAll(() => test.platform.stop());

async function post(
  body: string,
  signature: string | null = metaSignature(body, SECRET),
): Promise<{ status: number; code?: string }> {
  const response = await fetch(`${test.platform.url}/webhooks/meta`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature === null ? {} : { 'x-hub-signature-256': signature }),
    },
    body,
  });
  const answer = (await response.json()) as { errors?: { code: string } };
  return { status: response.status, ...(answer.errors ? { code: answer.errors.code } : {}) };
}

const kept = async (): Promise<number> => {
  const { rows } = await test.platform.test.database.pool.query<{ count: number }>(
    'SELECT count(*)::int FROM inbound_events',
  );
  return rows[0]!.count;
};

const list = async (query: string, client: ConsoleClient = test.operator) =>
  (await client.get(`/platform/inbound-events?${query}`)).body.items;

const message = (number: string, id: string): string =>
  JSON.stringify(
    webhookOf('555777', [
      {
        field: 'messages',
        value: messagesValue(number, {
          messages: [
            {
              from: '16505551234',
              id,
              timestamp: String(Math.floor(Date.now() / 1_000)),
              type: 'text',
              text: { body: 'Hi' },
            },
          ],
        }),
      },
    ]),
  );

async function addNumber(tenantId: string, phoneNumberId: string): Promise<void> {
  const number = { phoneNumberId, wabaId: '555777', displayPhoneNumber: '+1 555-078-3881' };
  const declaration = { method: 'POST', body: JSON.stringify(number) };
  await fetch(`${test.platform.simulator.baseUrl}/_sim/phone-numbers`, declaration);
  const accessToken = `token-${phoneNumberId}`;
  const answer = await test.operator.post(`/tenants/${tenantId}/phone-numbers`, { ...number, accessToken });
  expect(answer.status).toBe(201);
}

describe('A POST that Meta did not sign as it stands', () => {
  it('is refused, and nothing of it is kept', async () => {
    const before = await kept();
    const body = message('555', 'wamid.BAD');
    expect(await post(body, null)).toEqual({ status: 401, code: 'WH_002' });
    for (const signature of [
      '',
      'sha256=',
      `sha256=${'0'.repeat(64)}`,
      metaSignature(body, 'another secret'),
      metaSignature(`${body} `, SECRET),
    ])
      expect(await post(body, signature)).toEqual({ status: 401, code: 'WH_003' });
    expect(await post(body.replace('Hi', 'hi'), metaSignature(body, SECRET))).toEqual({ status: 401, code: 'WH_003' });
    const huge = `"${'x'.repeat(LIMITS.webhookBodyMaxBytes - 1)}"`;
    expect(huge).toHaveLength(LIMITS.webhookBodyMaxBytes + 1);
    expect(await post(huge)).toEqual({ status: 400, code: 'VAL_001' });
    expect(await kept()).toBe(before);
  });
});

describe('A POST that Meta signed', () => {
  it('is acknowledged and kept when it cannot be understood, and says why', async () => {
    const largest = `"${'x'.repeat(LIMITS.webhookBodyMaxBytes - 2)}"`;
    for (const body of ['not JSON', '[]', '', largest]) expect(await post(body)).toEqual({ status: 200 });
    const failed = await until(async () => {
      const items = await list('state=failed');
      return items.length === 4 && items;
    });
    expect(failed.map(({ bytes, attempts }) => ({ bytes, attempts }))).toEqual(
      [largest.length, 0, 2, 8].map((bytes) => ({ bytes, attempts: 1 })),
    );
    const found = await test.operator.get(`/platform/inbound-events/${String(failed[3]!['id'])}`);
    expect(found.body).toMatchObject({ state: 'failed', body: 'not JSON', error: expect.stringContaining('not JSON') });
    expect((await test.operator.get('/platform/health')).body).toMatchObject({
      inboundEvents: { pending: 0, failed: 4, oldestPendingAgeSeconds: null },
      deliveries: { undelivered: 0 },
    });
  });

  it('about a number that nobody has yet reaches its owner when an operator has it read again', async () => {
    expect(await post(message('777', 'wamid.EARLY'))).toEqual({ status: 200 });
    const [event] = await until(async () => {
      const items = await list('state=unowned');
      return items.length === 1 && items;
    });
    expect(event).toMatchObject({ error: '1 about the number 777, which nobody here has' });
    const id = String(event!['id']);
    const tenantId = await test.openTenant('Late');
    await addNumber(tenantId, '777');

    expect(await test.operator.post(`/platform/inbound-events/${id}/reprocess`)).toMatchObject({
      status: 200,
      body: { id, state: 'pending' },
    });
    await until(async () => (await list('state=unowned')).length === 0 && (await list('state=processed')).length === 1);
    const { items } = (await test.operator.get(`/tenants/${tenantId}/messages`)).body;
    expect(items).toMatchObject([
      {
        wamid: 'wamid.EARLY',
        direction: 'inbound',
        status: 'received',
        type: 'text',
        from: '16505551234',
        to: '+1 555-078-3881',
        phoneNumberId: '777',
      },
    ]);
    const acts = (await test.operator.get('/audit-log?action=inbound_event.reprocessed')).body.items;
    expect(acts).toMatchObject([{ targetId: id, tenantId: null, before: { state: 'unowned' } }]);

    expect((await test.operator.post(`/platform/inbound-events/${id}/reprocess`)).status).toBe(200);
    await until(async () => (await list('state=processed'))[0]?.['attempts'] === 3);
    expect((await test.operator.get(`/tenants/${tenantId}/messages`)).body.items).toHaveLength(1);
  });

  it('is seen by operators and support, and read again by operators alone', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'owner.inbound@example.com');
    const support = await test.join(tenantId, 'viewer', 'support.inbound@example.com');
    await test.platform.test.database.pool.query(
      `UPDATE users SET platform_role = 'support' WHERE email = 'support.inbound@example.com'`,
    );
    const [event] = await list('limit=1');
    const path = `/platform/inbound-events/${String(event!['id'])}`;
    for (const route of ['/platform/health', '/platform/inbound-events', path]) {
      expect((await owner.get(route)).status).toBe(403);
      expect((await test.stranger().get(route)).status).toBe(401);
      expect((await support.get(route)).status).toBe(200);
    }
    expect((await support.post(`${path}/reprocess`)).status).toBe(403);
    expect((await owner.post(`${path}/reprocess`)).status).toBe(403);
    for (const missing of [MISSING, 'x']) {
      expect((await test.operator.get(`/platform/inbound-events/${missing}`)).status).toBe(404);
      expect((await test.operator.post(`/platform/inbound-events/${missing}/reprocess`)).status).toBe(404);
    }
    for (const query of ['state=lost', 'cursor=x', 'limit=0'])
      expect((await test.operator.get(`/platform/inbound-events?${query}`)).status).toBe(400);
  });

  it('is listed page by page', async () => {
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await test.operator.get(`/platform/inbound-events?limit=2${cursor}`);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body['nextCursor'] === null ? '' : `&cursor=${body['nextCursor'] as string}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(await kept());
    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort().reverse()).toEqual(seen);
  });
});

describe('A sandbox message', () => {
  it('is told to its tenant in Meta’s shape, with the tenant’s own callback data', async () => {
    const { operator, platform } = test;
    const tenantId = await test.openTenant();
    await addNumber(tenantId, '888');
    await operator.send(
      'POST',
      `/tenants/${tenantId}/wallet/top-ups`,
      { amount: '10.00' },
      { 'idempotency-key': 'sandbox' },
    );
    const { key } = (await operator.post(`/tenants/${tenantId}/api-keys`, { name: 'k' })).body as unknown as {
      key: string;
    };
    const sent = await fetch(`${platform.url}/v1/wa/message?is_fake=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        to: '905321234567',
        type: 'text',
        text: { body: 'Hi' },
        biz_opaque_callback_data: 'order-7',
      }),
    });
    expect(sent.status).toBe(200);
    const wamid = ((await sent.json()) as { data: { messages: { id: string }[] } }).data.messages[0]!.id;
    const told = await until(async () => {
      const { rows } = await platform.test.database.pool.query<{
        type: string;
        request_id: string;
        body: { value: Sample };
      }>('SELECT type, request_id, body FROM webhook_events WHERE tenant_id = $1 ORDER BY created_at', [tenantId]);
      return rows.length === 3 && rows;
    });
    expect(told.map(({ type }) => type)).toEqual(['message_status', 'message_status', 'read']);
    expect(told[0]).toMatchObject({
      request_id: sent.headers.get('x-request-id'),
      body: {
        entryId: '555777',
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '15550783881', phone_number_id: '888' },
          statuses: [
            {
              id: wamid,
              status: 'sent',
              recipient_id: '905321234567',
              biz_opaque_callback_data: 'order-7',
              pricing: { billable: false },
            },
          ],
        },
      },
    });
    expect((await operator.get(`/tenants/${tenantId}/wallet`)).body).toMatchObject({
      available: '10.000000',
      reserved: '0.000000',
    });
  });
});
