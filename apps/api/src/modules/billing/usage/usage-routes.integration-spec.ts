import { simulateMonth, type SimulatedMonth } from '../../../../test/support/simulated-month';
import {
  type Answer,
  type ConsoleClient,
  startTestConsole,
  type TestConsole,
} from '../../../../test/support/test-console';
import { UsageCountService } from './usage-count.service';

const NOBODY = '01890000-0000-7000-8000-000000000000';

let office: TestConsole;
let month: SimulatedMonth;
let other: SimulatedMonth;
let viewer: ConsoleClient;
let outsider: ConsoleClient;
let key: string;

beforeAll(async () => {
  office = await startTestConsole();
  const { test, app } = office.platform;
  month = await simulateMonth(test, { messages: 500, seed: 0.3 });
  other = await simulateMonth(test, { messages: 50, seed: 0.4 });
  await test.database.pool.query(`UPDATE tenants SET name = '=cmd|calc' WHERE id = $1`, [other.tenant.id]);
  for (const { tenant } of [month, other]) {
    await test.database.pool.query(`INSERT INTO subscriptions (tenant_id, plan_code) VALUES ($1, 'BASIC')`, [
      tenant.id,
    ]);
    expect(await app.get(UsageCountService, { strict: false }).countMarked(tenant.id, new Date(0), new Date())).toBe(
      true,
    );
  }
  viewer = await office.join(month.tenant.id, 'viewer', 'viewer@acme.test');
  outsider = await office.join(other.tenant.id, 'owner', 'owner@other.test');
  key = String((await office.operator.post(`/tenants/${month.tenant.id}/api-keys`, { name: 'billing' })).body['key']);
});
afterAll(() => office.platform.stop());

const theMonth = () => ({ from: month.from.toISOString(), to: month.to.toISOString() });
const query = (asked: Record<string, string>): string => new URLSearchParams({ ...theMonth(), ...asked }).toString();
const usage = (asked: Record<string, string> = {}, client = viewer): Promise<Answer> =>
  client.get(`/tenants/${month.tenant.id}/usage?${query(asked)}`);

/** What v1 answers, as far as it is looked at. */
interface V1Body {
  data: { currency: string; items: { bucket: string; messages: number; spend: string }[] };
  errors: unknown;
}

async function v1(asked: Record<string, string>, bearer = key): Promise<{ status: number; body: V1Body }> {
  const response = await fetch(`${office.platform.url}/v1/wa/usage?${new URLSearchParams(asked)}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  return { status: response.status, body: (await response.json()) as V1Body };
}

async function csv(path: string, client: ConsoleClient): Promise<{ headers: Headers; rows: string[][] }> {
  const response = await fetch(`${office.platform.url}/console/v1${path}`, {
    headers: { cookie: client.cookie ?? '' },
  });
  expect(response.status).toBe(200);
  const text = await response.text();
  return {
    headers: response.headers,
    rows: text
      .split('\r\n')
      .slice(0, -1)
      .map((line) => line.split(',')),
  };
}

describe('GET /v1/wa/usage', () => {
  it('answers as the contract says', async () => {
    const { status, body } = await v1({ ...theMonth(), granularity: 'month', group_by: 'category' });
    expect(status).toBe(200);
    const item = {
      bucket: month.from.toISOString(),
      messages: expect.any(Number),
      spend: expect.stringMatching(/^\d+\.\d{6}$/),
    };
    expect(body).toEqual({
      isSuccess: true,
      data: {
        currency: 'USD',
        items: ['authentication', 'marketing', 'service', 'utility'].map((category) => ({ ...item, category })),
      },
    });
    const messages = (items: { messages: number }[]): number => items.reduce((sum, each) => sum + each.messages, 0);
    expect(messages(body.data.items)).toBe(500);
    for (const group_by of ['status', 'phone_number', 'country']) {
      const { items } = (await v1({ ...theMonth(), group_by })).body.data;
      expect(Object.keys(items[0]!)).toEqual(['bucket', group_by, 'messages', 'spend']);
      expect(messages(items)).toBe(500);
    }
  });

  it('includes `from` and excludes `to`, by the hour', async () => {
    const hours = (await v1({ ...theMonth(), granularity: 'hour' })).body.data.items as {
      bucket: string;
      messages: number;
    }[];
    const [first, second] = hours;
    const between = await v1({ from: first!.bucket, to: second!.bucket, granularity: 'day' });
    expect(between.body.data.items).toMatchObject([{ messages: first!.messages }]);
    expect(hours.every(({ bucket }) => bucket >= theMonth().from && bucket < theMonth().to)).toBe(true);
  });

  it('shows the last 30 days by the day when nothing is asked', async () => {
    const { body } = await v1({});
    for (const { bucket } of body.data.items as { bucket: string }[]) expect(bucket).toMatch(/T00:00:00\.000Z$/);
  });

  it.each([
    [{ granularity: 'week' }, 'granularity'],
    [{ granularity: '' }, 'granularity'],
    [{ group_by: 'key' }, 'group_by'],
    [{ group_by: 'category,status' }, 'group_by'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2026-02-30T00:00:00Z' }, 'from'],
    [{ from: '2026-10-01' }, 'from'],
    [{ from: '1790812800' }, 'from'],
    [{ to: '2026-10-01T00:00:00' }, 'to'],
    [{ from: '2026-10-02T00:00:00Z', to: '2026-10-01T00:00:00Z' }, 'to'],
    [{ from: '2026-10-01T00:00:00Z', to: '2026-10-01T00:00:00Z' }, 'to'],
    [{ from: '2099-01-01T00:00:00Z' }, 'from'],
    [{ from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z', granularity: 'hour' }, 'from'],
    [{ from: '2024-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z', granularity: 'day' }, 'from'],
    [{ from: '0001-01-01T00:00:00Z', granularity: 'month' }, 'from'],
  ])('names the field that is wrong with %p', async (asked: Record<string, string>, path) => {
    expect(await v1(asked)).toMatchObject({
      status: 400,
      body: {
        errors: {
          code: 'VAL_001',
          params: { fields: [{ path, rule: expect.any(String), message: expect.any(String) }] },
        },
      },
    });
  });

  it.each<Record<string, string>>([
    { from: '0000-01-01T00:00:00Z', to: '0000-02-01T00:00:00Z' },
    { from: '9999-12-01T00:00:00Z', to: '9999-12-31T23:59:59-12:00' },
    { from: '1970-01-01T00:00:00Z', to: '1970-01-02T00:00:00Z', granularity: 'hour' },
  ])('has nothing to show for a time without messages: %p', async (asked) => {
    expect(await v1(asked)).toMatchObject({ status: 200, body: { data: { items: [] } } });
  });

  it('needs the scope billing:read', async () => {
    const { body } = await office.operator.post(`/tenants/${month.tenant.id}/api-keys`, {
      name: 'sender',
      scopes: ['messages:send'],
    });
    expect(await v1({}, String(body['key']))).toMatchObject({ status: 403, body: { errors: { code: 'AUTH_006' } } });
  });
});

describe('usage at the console', () => {
  it('has totals, and items that add up to them with the spend taken apart', async () => {
    const { status, body } = await usage({ granularity: 'month', groupBy: 'country,category' });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['currency', 'items', 'nextCursor', 'totals']);
    expect(Object.keys(body.items[0]!)).toEqual([
      'bucket',
      'category',
      'country',
      'messages',
      'spend',
      'platformFee',
      'metaFee',
      'markup',
    ]);
    const micros = (amount: unknown): bigint => BigInt(String(amount).replace('.', ''));
    for (const part of ['spend', 'platformFee', 'metaFee', 'markup']) {
      const sum = body.items.reduce((total, item) => total + micros(item[part]), 0n);
      expect([part, sum]).toEqual([part, micros((body['totals'] as Record<string, string>)[part])]);
    }
    expect(body['totals']).toMatchObject({ messages: 500 });
  });

  it('comes page by page, the same as at once', async () => {
    for (const asked of [
      { granularity: 'hour' },
      { granularity: 'day', groupBy: 'status,key' },
      { granularity: 'month', groupBy: 'number,country' },
    ]) {
      const whole = (await usage({ ...asked, limit: '10000' } as Record<string, string>)).body;
      expect(whole['nextCursor']).toBeNull();
      const found: unknown[] = [];
      for (let cursor = ''; ;) {
        const page = (await usage({ ...asked, limit: '17', ...(cursor && { cursor }) } as Record<string, string>)).body;
        expect(page.items.length).toBeLessThanOrEqual(17);
        expect(page['totals']).toEqual(whole['totals']);
        found.push(...page.items);
        if (page['nextCursor'] === null) break;
        cursor = page['nextCursor'] as string;
      }
      expect(found).toEqual(whole.items);
    }
  });

  it.each([
    [{ groupBy: 'market' }, 'groupBy'],
    [{ groupBy: 'category,status,key' }, 'groupBy'],
    [{ groupBy: 'category,category' }, 'groupBy'],
    [{ groupBy: 'category,' }, 'groupBy'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '10001' }, 'limit'],
    [{ cursor: 'abc' }, 'cursor'],
    [{ to: '2000-01-01T00:00:00Z' }, 'to'],
  ])('names the field that is wrong with %p', async (asked: Record<string, string>, path) => {
    expect(await usage(asked)).toMatchObject({ status: 400, body: { code: 'validation_failed', fields: [{ path }] } });
    if (path === 'limit' || path === 'cursor') return;
    expect(await viewer.get(`/tenants/${month.tenant.id}/usage.csv?${query(asked)}`)).toMatchObject({ status: 400 });
  });

  it('is for everyone of the tenant and for nobody else', async () => {
    for (const role of ['owner', 'admin', 'developer', 'billing']) {
      const client = await office.join(month.tenant.id, role, `${role}@acme.test`);
      expect([role, (await usage({}, client)).status]).toEqual([role, 200]);
    }
    for (const path of ['usage', 'usage.csv']) {
      const foreign = await outsider.get(`/tenants/${month.tenant.id}/${path}`);
      const missing = await outsider.get(`/tenants/${NOBODY}/${path}`);
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
      expect(foreign.status).toBe(404);
      expect((await office.operator.get(`/tenants/${NOBODY}/${path}`)).status).toBe(404);
      expect((await office.stranger().get(`/tenants/${month.tenant.id}/${path}`)).status).toBe(401);
    }
  });

  it('is a CSV file too, with the same in it', async () => {
    const asked = { granularity: 'day', groupBy: 'category' };
    const { headers, rows } = await csv(`/tenants/${month.tenant.id}/usage.csv?${query(asked)}`, viewer);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="usage.csv"');
    expect(rows[0]).toEqual([
      'bucket',
      'category',
      'messages',
      'platformFee',
      'metaFee',
      'markup',
      'spend',
      'currency',
    ]);
    const { items } = (await usage({ ...asked, limit: '10000' })).body;
    expect(rows.slice(1)).toEqual(
      items.map((item) => [
        item['bucket'],
        item['category'],
        String(item['messages']),
        item['platformFee'],
        item['metaFee'],
        item['markup'],
        item['spend'],
        'USD',
      ]),
    );
  });
});

describe('usage of all tenants', () => {
  it('is shown to operators, tenant after tenant, with totals by currency', async () => {
    const { status, body } = await office.operator.get(`/usage?${query({ granularity: 'month' })}`);
    expect(status).toBe(200);
    const of = (tenantId: string) =>
      body.items.filter((item) => item['tenantId'] === tenantId && item['bucket'] === month.from.toISOString());
    expect(of(month.tenant.id)).toMatchObject([{ tenantName: 'Test', currency: 'USD', messages: 500 }]);
    expect(of(other.tenant.id)).toMatchObject([{ messages: 50 }]);
    expect(body['totals']).toMatchObject([{ currency: 'USD', messages: 550 }]);
  });

  it('comes page by page, the same as at once', async () => {
    const asked = { granularity: 'day', groupBy: 'status' };
    const whole = (await office.operator.get(`/usage?${query({ ...asked, limit: '10000' })}`)).body;
    const found: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = (await office.operator.get(`/usage?${query({ ...asked, limit: '29', ...(cursor && { cursor }) })}`))
        .body;
      found.push(...page.items);
      if (page['nextCursor'] === null) break;
      cursor = page['nextCursor'] as string;
    }
    expect(found).toEqual(whole.items);
    expect(new Set(whole.items.map((item) => item['tenantId'])).size).toBe(2);
  });

  it('is a CSV file too, in which no name is run as a formula', async () => {
    const { rows } = await csv(`/usage.csv?${query({ granularity: 'month' })}`, office.operator);
    expect(rows[0]).toEqual([
      'tenantId',
      'tenantName',
      'bucket',
      'messages',
      'platformFee',
      'metaFee',
      'markup',
      'spend',
      'currency',
    ]);
    expect(rows.slice(1).map(([, name]) => name)).toEqual(['Test', "'=cmd|calc"]);
  });

  it('is closed to tenants', async () => {
    for (const path of ['/usage', '/usage.csv']) {
      expect([path, (await outsider.get(path)).status]).toEqual([path, 403]);
      expect([path, (await office.stranger().get(path)).status]).toEqual([path, 401]);
    }
  });
});
