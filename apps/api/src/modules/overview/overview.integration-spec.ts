import { uuidv7 } from '@switchboard/contracts';
import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { simulateMonth } from '../../../test/support/simulated-month';
import { UsageCountService } from '../billing/usage/usage-count.service';

const MISSING = '01890000-0000-7000-8000-000000000000';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole();
});
afterAll(() => test.platform.stop());

const query = async <T extends object>(statement: string, ...values: unknown[]) =>
  (await test.platform.test.database.pool.query<T>(statement, values)).rows;
const overview = async (tenantId: string, asked = '', client: ConsoleClient = test.operator) =>
  (await client.get(`/tenants/${tenantId}/overview${asked}`)).body;

interface Day {
  day: string;
  messages: number;
  delivered: number;
  read: number;
  failed: number;
  spend: string;
}

describe('The overview of a new tenant', () => {
  it('says what is still to be done, and ticks it off', async () => {
    const tenantId = await test.openTenant();
    const onboarding = async () => (await overview(tenantId))['onboarding'];
    const nothing = {
      hasPhoneNumber: false,
      hasApiKey: false,
      hasSentTest: false,
      hasWebhookEndpoint: false,
      hasToppedUp: false,
      isComplete: false,
    };
    expect(await onboarding()).toEqual(nothing);

    const number = await test.operator.post(`/tenants/${tenantId}/phone-numbers`, {
      phoneNumberId: '106540352242922',
      wabaId: '102290129340398',
      displayPhoneNumber: '+1 555-078-3881',
      accessToken: 'a-token',
    });
    const key = await test.operator.post(`/tenants/${tenantId}/api-keys`, { name: 'first' });
    const endpoint = await test.operator.post(`/tenants/${tenantId}/webhook-endpoints`, {
      url: 'https://example.com/hook',
      events: ['messages'],
    });
    const topUp = await test.operator.post(`/tenants/${tenantId}/wallet/top-ups`, { amount: '10.00' });
    expect([number, key, endpoint, topUp].map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await onboarding()).toEqual({
      hasPhoneNumber: true,
      hasApiKey: true,
      hasSentTest: false,
      hasWebhookEndpoint: true,
      hasToppedUp: true,
      isComplete: false,
    });

    const sent = await fetch(`${test.platform.url}/v1/wa/message?sandbox=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(key.body['key'])}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', to: '905321234567', type: 'text', text: { body: 'Hi' } }),
    });
    expect(sent.status).toBeLessThan(300);
    expect(await onboarding()).toMatchObject({ hasSentTest: true, isComplete: true });

    await test.operator.delete(`/tenants/${tenantId}/api-keys/${String(key.body['id'])}`);
    await test.operator.delete(`/tenants/${tenantId}/webhook-endpoints/${String(endpoint.body['id'])}`);
    expect(await onboarding()).toMatchObject({ hasApiKey: false, hasWebhookEndpoint: false, isComplete: false });
  });

  it('has a day for every day, and no rates', async () => {
    const tenantId = await test.openTenant();
    const body = await overview(tenantId, '?days=7');
    const days = body['series'] as Day[];
    expect(days).toHaveLength(7);
    expect(days.at(-1)).toEqual({
      day: new Date().toISOString().slice(0, 10),
      messages: 0,
      delivered: 0,
      read: 0,
      failed: 0,
      spend: '0.000000',
    });
    expect(body).toMatchObject({
      rates: { delivered: null, read: null, failed: null },
      balance: { currency: 'USD', available: '0.000000', daysLeft: null, state: 'depleted' },
      failures: [],
      numbers: [],
      endpoints: [],
    });
    expect((await overview(tenantId))['series']).toHaveLength(30);
  });
});

describe('The overview of a tenant at work', () => {
  let tenantId: string;
  let metaPhoneNumberId: string;
  let viewer: ConsoleClient;
  beforeAll(async () => {
    const { tenant } = await simulateMonth(test.platform.test, { messages: 400, seed: 0.4 });
    ({ id: tenantId, metaPhoneNumberId } = tenant);
    await query(`INSERT INTO subscriptions (tenant_id, plan_code) VALUES ($1, 'BASIC')`, tenantId);
    await query(
      `UPDATE messages SET error = json_build_object('code', '131026', 'title', 'Message undeliverable')
        WHERE tenant_id = $1 AND status = 'failed' AND "from" IS NOT NULL`,
      tenantId,
    );
    const usage = test.platform.app.get(UsageCountService, { strict: false });
    expect(await usage.countMarked(tenantId, new Date(0), new Date(Date.now() + 86_400_000))).toBe(true);
    viewer = await test.join(tenantId, 'viewer', 'viewer.overview@example.com');
  });

  it('shows what became of the messages of each day, and what was charged', async () => {
    const body = await overview(tenantId, '?days=90', viewer);
    const series = body['series'] as Day[];
    const sum = (field: 'messages' | 'delivered' | 'read' | 'failed') =>
      series.reduce((total, day) => total + day[field], 0);
    const [truth] = await query<Record<'messages' | 'delivered' | 'read' | 'failed', number>>(
      `SELECT count(*)::int AS messages, count(*) FILTER (WHERE status IN ('delivered', 'read', 'played'))::int AS delivered,
              count(*) FILTER (WHERE status IN ('read', 'played'))::int AS read, count(*) FILTER (WHERE status = 'failed')::int AS failed
         FROM messages WHERE tenant_id = $1`,
      tenantId,
    );
    expect({
      messages: sum('messages'),
      delivered: sum('delivered'),
      read: sum('read'),
      failed: sum('failed'),
    }).toEqual(truth);
    expect(truth!.failed).toBeGreaterThan(0);
    const { body: usage } = await viewer.get(
      `/tenants/${tenantId}/usage?from=${series[0]!.day}T00:00:00Z&granularity=month`,
    );
    const micros = (money: string) => BigInt(money.replace('.', ''));
    const spend = series.reduce((total, day) => total + micros(day.spend), 0n);
    expect(spend).toBe(micros((usage['totals'] as { spend: string }).spend));
    expect(spend).toBeGreaterThan(0n);
    const rates = body['rates'] as Record<string, number>;
    expect(rates['delivered']).toBeCloseTo(truth!.delivered / truth!.messages, 3);
    expect(rates['read']).toBeCloseTo(truth!.read / truth!.delivered, 3);
  });

  it('shows why messages failed, the most frequent reason first', async () => {
    const [{ failed }] = (await query<{ failed: number }>(
      `SELECT count(*)::int AS failed FROM messages WHERE tenant_id = $1 AND status = 'failed'`,
      tenantId,
    )) as [{ failed: number }];
    await query(
      `UPDATE messages SET error = '{"code":"131047","title":"Re-engagement message"}'
        WHERE tenant_id = $1 AND id = (SELECT id FROM messages WHERE tenant_id = $1 AND status = 'failed' LIMIT 1)`,
      tenantId,
    );
    expect((await overview(tenantId, '?days=90', viewer))['failures']).toEqual([
      { code: '131026', title: 'Message undeliverable', count: failed - 1 },
      { code: '131047', title: 'Re-engagement message', count: 1 },
    ]);
    expect((await overview(tenantId, '?days=1', viewer))['failures']).toEqual([]);
  });

  it('tells how long the balance lasts at the pace of the last seven days', async () => {
    await query(
      `UPDATE tenants SET created_at = now() - interval '1 year', low_balance_threshold_micros = 10000000 WHERE id = $1`,
      tenantId,
    );
    await query(
      `INSERT INTO usage_summaries (tenant_id, granularity, dimensions, bucket, cells)
       VALUES ($1, 'hour', '', date_trunc('hour', now()), '[[[],1,"1000","5999000","0"]]'),
              ($1, 'hour', '', date_trunc('hour', now() - interval '6 days'), '[[[],1,"0","1000000","0"]]')
       ON CONFLICT (tenant_id, granularity, dimensions, bucket) DO UPDATE SET cells = excluded.cells`,
      tenantId,
    );
    await query(
      `DELETE FROM usage_summaries WHERE tenant_id = $1 AND granularity = 'hour' AND dimensions = ''
          AND bucket NOT IN (date_trunc('hour', now()), date_trunc('hour', now() - interval '6 days'))`,
      tenantId,
    );
    const { balance } = (await overview(tenantId, '', viewer)) as unknown as {
      balance: { available: string; daysLeft: number; state: string };
    };
    expect(balance.daysLeft).toBe(Math.min(3_650, Math.floor(Number(balance.available) * 10) / 10));
    expect(balance).toMatchObject({ lowBalanceThreshold: '10.000000', state: 'ok' });
  });

  it('shows how numbers and endpoints are, with the last delivery', async () => {
    const { body } = await test.operator.post(`/tenants/${tenantId}/webhook-endpoints`, {
      url: 'https://example.com/hook',
      events: ['messages'],
    });
    const endpointId = String(body['id']);
    const eventId = uuidv7();
    for (const [status, id] of [
      ['delivered', uuidv7()],
      ['dead', uuidv7()],
    ]) {
      await query(
        `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, event_type, ordering_key, status) VALUES ($1, $2, $3, $4, 'messages', 'k', $5)`,
        tenantId,
        id,
        endpointId,
        status === 'dead' ? eventId : uuidv7(),
        status,
      );
    }
    const { numbers, endpoints } = await overview(tenantId, '', viewer);
    expect(numbers).toEqual([
      expect.objectContaining({ phoneNumberId: metaPhoneNumberId, qualityRating: 'UNKNOWN', health: 'UNKNOWN' }),
    ]);
    expect(endpoints).toEqual([
      {
        id: endpointId,
        url: 'https://example.com/hook',
        status: 'enabled',
        disabledReason: null,
        failingSince: null,
        lastDelivery: { event: 'messages', status: 'dead', at: expect.stringMatching(/Z$/) as string },
      },
    ]);
  });
});

describe('The overview', () => {
  it('is seen by everyone in the tenant and by support, and by nobody else', async () => {
    const [tenantId, other] = [await test.openTenant(), await test.openTenant()];
    for (const role of ['owner', 'admin', 'developer', 'billing', 'viewer']) {
      const member = await test.join(tenantId, role, `${role}.page@example.com`);
      expect((await member.get(`/tenants/${tenantId}/overview`)).status).toBe(200);
      expect((await member.get(`/tenants/${other}/overview`)).status).toBe(404);
    }
    const support = await test.join(other, 'viewer', 'support.page@example.com');
    await query(`UPDATE users SET platform_role = 'support' WHERE email = 'support.page@example.com'`);
    expect((await support.get(`/tenants/${tenantId}/overview`)).status).toBe(200);
    expect((await test.stranger().get(`/tenants/${tenantId}/overview`)).status).toBe(401);
    expect((await test.operator.get(`/tenants/${MISSING}/overview`)).status).toBe(404);
  });

  it.each(['0', '91', '1.5', 'x', ''])('is not shown over %p days', async (days) => {
    const tenantId = await test.openTenant();
    expect(await test.operator.get(`/tenants/${tenantId}/overview?days=${days}`)).toMatchObject({
      status: 400,
      body: { fields: expect.arrayContaining([expect.objectContaining({ path: 'days' })]) as object[] },
    });
  });
});
