import type { Answer } from './support/http-client';
import type { OpenedTenant } from './support/operator';
import { Switchboard } from './support/switchboard';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

let bed: Testbed;

beforeAll(async () => {
  bed = await startTestbed();
  await bed.operator.putPlan({ code: 'E2E_FEE', name: 'With a fee', monthlyFee: '30.00' });
});
afterAll(() => bed?.close());

interface Subscription {
  planCode: string;
  periodStart: string;
  periodEnd: string;
  renews: boolean;
  graceUntil: string | null;
  accessEndsAt: string | null;
  accruedFee: string;
  nextFee: string;
  owedFee: string;
}

const subscription = (id: string): Promise<Subscription> => bed.operator.request(200, 'GET', `/tenants/${id}/plan`);
const assign = (id: string, body: object): Promise<Answer> =>
  bed.operator.http.call(`/console/v1/tenants/${id}/plan`, { method: 'PUT', body });
/** With or without money. */
const isLetIn = async ({ client }: OpenedTenant): Promise<boolean> =>
  (await client.http.get('/v1/wa/balance')).status === 200;

async function charges(id: string): Promise<{ amount: string; reference: string }[]> {
  const { items } = await bed.operator.request(200, 'GET', `/tenants/${id}/wallet/entries?limit=200`);
  return (items as { kind: string; amount: string; reference: string }[]).filter(({ kind }) => kind === 'subscription');
}

/** Lets time pass: the tenant's month ends, or has ended, so far from now. */
async function age(id: string, end: string): Promise<void> {
  await bed.database.query(
    `UPDATE subscriptions s
        SET period_start = x.at - interval '1 month', period_end = x.at, fee_since = x.at - interval '1 month', segments = '[]',
            anchor_day = greatest(extract(day FROM x.at), extract(day FROM x.at - interval '1 month'))
       FROM (SELECT (now() AT TIME ZONE 'UTC' + $2::interval) AT TIME ZONE 'UTC' AS at) x WHERE s.tenant_id = $1`,
    [id, end],
  );
}

/** A process that starts looks at all subscriptions at once, as each does every minute. */
async function afterAnotherStart(work: () => Promise<void>): Promise<void> {
  const other = await Switchboard.start({ databaseUrl: bed.database.url, graphBaseUrl: bed.simulator.baseUrl });
  try {
    await work();
  } finally {
    await other.stop();
  }
}

describe('a subscription', () => {
  it('of a new tenant renews month by month, and costs nothing before its end', async () => {
    const { id } = await bed.operator.createTenant({ planCode: 'E2E_FEE' });
    const view = await subscription(id);
    expect(view).toMatchObject({
      planCode: 'E2E_FEE',
      renews: true,
      graceUntil: null,
      accessEndsAt: null,
      nextFee: '30.000000',
      owedFee: '0.000000',
    });
    const days = (Date.parse(view.periodEnd) - Date.parse(view.periodStart)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(31);
    expect((await bed.operator.wallet(id)).total).toBe('0.000000');
  });

  it('is charged month by month after a standstill, goes on in grace, ends, and opens again with the money', async () => {
    const tenant = await bed.operator.openTenant({ planCode: 'E2E_FEE', money: '65.00' });
    await age(tenant.id, '-2 months -10 days');
    expect(await isLetIn(tenant)).toBe(true);
    await afterAnotherStart(async () => {
      await waitFor('the months to be charged', async () => (await charges(tenant.id)).length === 2);
      const ended = await waitFor('the end of the plan', async () => {
        const { status, json } = await tenant.client.http.get('/v1/wa/balance');
        return status === 403 ? json.errors : null;
      });
      expect(ended).toMatchObject({ code: 'PLAN_001', params: { reason: 'PLAN_EXPIRED' } });
      expect(await subscription(tenant.id)).toMatchObject({ owedFee: '30.000000' });
      expect((await bed.operator.wallet(tenant.id)).available).toBe('5.000000');
      await bed.operator.topUp(tenant.id, '24.999999');
      expect(await charges(tenant.id)).toHaveLength(2);
      await bed.operator.topUp(tenant.id, '0.000001');
      await waitFor('the tenant to be let in', () => isLetIn(tenant));
      expect(await charges(tenant.id)).toHaveLength(3);
      expect((await bed.operator.wallet(tenant.id)).total).toBe('0.000000');
      const view = await subscription(tenant.id);
      expect(view).toMatchObject({ owedFee: '0.000000', graceUntil: null, accessEndsAt: null });
      expect(Date.now() - Date.parse(view.periodStart)).toBeLessThan(60_000);
    });
  });

  it('that cannot be paid goes on for three days', async () => {
    const tenant = await bed.operator.openTenant({ planCode: 'E2E_FEE', money: '1.00' });
    await age(tenant.id, '-1 day');
    await afterAnotherStart(async () => {
      const view = await waitFor('the grace', async () => {
        const found = await subscription(tenant.id);
        return found.graceUntil === null ? null : found;
      });
      expect(Date.parse(view.graceUntil!) - Date.parse(view.periodStart)).toBe(3 * 86_400_000);
      expect(await isLetIn(tenant)).toBe(true);
      await bed.operator.topUp(tenant.id, '29.00');
      await waitFor('the charge', async () => (await charges(tenant.id)).length === 1);
      expect(await subscription(tenant.id)).toMatchObject({ graceUntil: null, periodStart: view.periodStart });
    });
  });

  it('that is ended is charged for its time at once', async () => {
    const tenant = await bed.operator.openTenant({ planCode: 'E2E_FEE', money: '100.00' });
    await age(tenant.id, '20 days');
    const periodEnd = new Date().toISOString();
    expect((await assign(tenant.id, { planCode: 'E2E_FEE', periodEnd })).status).toBe(200);
    const [charge] = await waitFor('the charge', async () => {
      const found = await charges(tenant.id);
      return found.length > 0 && found;
    });
    expect(Math.abs(Number(charge!.amount))).toBeGreaterThan(7);
    expect(Math.abs(Number(charge!.amount))).toBeLessThan(12);
    await waitFor('the end', async () => !(await isLetIn(tenant)));
    await assign(tenant.id, { planCode: 'BASIC' });
    await waitFor('the new plan', () => isLetIn(tenant));
  });

  it('ends with its tenant: the part of the month is charged, and nothing after it', async () => {
    const tenant = await bed.operator.openTenant({ planCode: 'E2E_FEE', money: '100.00' });
    await age(tenant.id, '20 days');
    await bed.operator.request(204, 'DELETE', `/tenants/${tenant.id}`);
    await waitFor('the charge', async () => (await charges(tenant.id)).length === 1);
    expect(await subscription(tenant.id)).toMatchObject({ renews: false, owedFee: '0.000000', nextFee: '0.000000' });
    expect((await assign(tenant.id, { planCode: 'BASIC' })).status).toBe(409);
  });

  it.each([
    ['an unknown plan', { planCode: 'NOWHERE' }, 'planCode'],
    ['an end before its beginning', { planCode: 'BASIC', periodEnd: '2020-01-01T00:00:00Z' }, 'periodEnd'],
    ['an end that is no time', { planCode: 'BASIC', periodEnd: '2027-02-30T00:00:00Z' }, 'periodEnd'],
    ['months that would follow the past', { planCode: 'BASIC', renews: true, periodEnd: 'now' }, 'periodEnd'],
    ['a word for yes', { planCode: 'BASIC', renews: 'yes' }, 'renews'],
  ])('is not changed by %s: the field is named', async (_, body, path) => {
    const { id } = await bed.operator.createTenant();
    const before = await subscription(id);
    const sent =
      'periodEnd' in body && body.periodEnd === 'now' ? { ...body, periodEnd: new Date().toISOString() } : body;
    const answer = await assign(id, sent);
    expect([answer.status, answer.json.fields]).toMatchObject([400, [{ path }]]);
    expect(await subscription(id)).toEqual(before);
  });
});

describe('a plan', () => {
  it('is not deleted while a tenant holds it, and it is said who does', async () => {
    await bed.operator.putPlan({ code: 'E2E_HELD', name: 'Held' });
    const { id } = await bed.operator.createTenant({ name: 'Holder Ltd', planCode: 'E2E_HELD' });
    const held = await bed.operator.http.call('/console/v1/plans/E2E_HELD', { method: 'DELETE' });
    expect([held.status, held.json]).toMatchObject([
      409,
      { code: 'plan_in_use', detail: 'The plan E2E_HELD is held by 1 tenant: Holder Ltd.' },
    ]);
    await assign(id, { planCode: 'BASIC' });
    await bed.operator.request(204, 'DELETE', '/plans/E2E_HELD');
    const { items } = await bed.operator.request(200, 'GET', '/plans');
    expect((items as { code: string }[]).map(({ code }) => code)).not.toContain('E2E_HELD');
  });

  it('has features, and a tenant gets no others', async () => {
    await bed.operator.putPlan({ code: 'E2E_PLAIN', name: 'Plain', features: [] });
    const { id } = await bed.operator.createTenant({ planCode: 'E2E_PLAIN' });
    const endpoint = { url: 'https://example.com/in', events: ['messages'], format: 'envelope' };
    const refused = await bed.operator.http.post(`/console/v1/tenants/${id}/webhook-endpoints`, endpoint);
    expect([refused.status, refused.json]).toMatchObject([
      403,
      { code: 'plan_lacks_feature', fields: [{ path: 'format', rule: 'feature' }] },
    ]);
    await assign(id, { planCode: 'PREMIUM' });
    await bed.operator.request(201, 'POST', `/tenants/${id}/webhook-endpoints`, endpoint);
  });
});

describe('the ledger', () => {
  it('is checked when an operator asks, and monitoring is told what was found', async () => {
    const metrics = async (): Promise<string> => (await bed.operator.http.get('/metrics')).text;
    const sound = await bed.operator.request(201, 'POST', '/platform/ledger-reports');
    expect(sound.isSound).toBe(true);
    expect(await metrics()).toMatch(/^switchboard_ledger_sound 1$/m);
    const [account] = await bed.database.query<{ id: string }>('SELECT gen_random_uuid() AS id');
    await bed.database.query(`INSERT INTO accounts VALUES ($1, 'available', 'USD', 7)`, [account!.id]);
    try {
      const broken = await bed.operator.request(201, 'POST', '/platform/ledger-reports');
      expect(broken.isSound).toBe(false);
      expect(JSON.stringify(broken.results)).toContain('USD: the balances sum to 7');
      expect(await metrics()).toMatch(/^switchboard_ledger_sound 0$/m);
      expect(bed.switchboard.output).toContain('The ledger is not sound');
      expect(bed.switchboard.output).toContain('USD: the balances sum to 7');
      const { items } = await bed.operator.request(200, 'GET', '/platform/ledger-reports?limit=2');
      expect((items as { isSound: boolean }[]).map(({ isSound }) => isSound)).toEqual([false, true]);
    } finally {
      await bed.database.query('DELETE FROM accounts WHERE tenant_id = $1', [account!.id]);
    }
  });
});
