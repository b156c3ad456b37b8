import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import type { AppConfig } from '../../config/env';
import { CacheNotices } from '../../database/cache-notices';
import { BillingOpening } from './billing-opening.service';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { PlanDirectory } from './plan-directory.service';
import { PlanService } from './plan.service';

const NOBODY = '01890000-0000-7000-8000-000000000000';

describe('plans', () => {
  let db: TestDatabase;
  let billing: BillingFixture;
  let notices: CacheNotices;
  let plans: PlanService;
  let directory: PlanDirectory;

  beforeAll(async () => {
    db = await createTestDatabase();
    billing = await createBillingFixture(db.database);
    notices = new CacheNotices({ databaseUrl: db.url } as AppConfig);
    plans = new PlanService(billing.plans, billing.audit);
    directory = new PlanDirectory(billing.plans, notices);
    await notices.onModuleInit();
  });

  afterAll(async () => {
    await notices.onModuleDestroy();
    await db.drop();
  });

  const change = (code: string, body: Parameters<PlanService['update']>[1]) =>
    plans.update(code, body, billing.operator.user, billing.operator.origin);
  const add = (body: Parameters<PlanService['create']>[0]) =>
    plans.create(body, billing.operator.user, billing.operator.origin);
  const assign = (tenantId: string, body: Parameters<PlanService['assign']>[1]) =>
    plans.assign(tenantId, body, billing.operator.user, billing.operator.origin);
  const notice = (table: string) =>
    new Promise<void>((resolve) => notices.onChange((each) => each.table === table && resolve()));

  it('are BASIC, PREMIUM and ENTERPRISE at first', async () => {
    expect(await plans.list()).toMatchObject([
      {
        code: 'BASIC',
        monthlyFee: '0.000000',
        platformFee: '0.001000',
        markupBps: 0,
        messagesPerSecond: 80,
        messagesPerMinute: 4_800,
        mediaPerMinute: 600,
      },
      {
        code: 'PREMIUM',
        platformFee: '0.001000',
        features: expect.arrayContaining(['v2_api', 'mmlite', 'webhook_envelope']) as string[],
      },
      { code: 'ENTERPRISE', platformFee: '0.001000' },
    ]);
  });

  it("keep an operator's changes through the next start", async () => {
    await change('ENTERPRISE', {
      name: 'Enterprise plus',
      platformFee: '0.0005',
      storedBytes: 10,
      features: ['v2_api'],
    });
    await billing.seed.run();
    expect((await plans.list()).find(({ code }) => code === 'ENTERPRISE')).toMatchObject({
      name: 'Enterprise plus',
      platformFee: '0.000500',
      storedBytes: 10,
      features: ['v2_api'],
      messagesPerSecond: 400,
    });
    expect(billing.audited.at(-1)).toMatchObject({
      action: 'plan.updated',
      before: { name: 'Enterprise' },
      after: { name: 'Enterprise plus' },
    });
  });

  it('can be added, with the usual limits unless told', async () => {
    expect(await add({ code: 'STARTER', name: 'Starter', markupBps: 250 })).toMatchObject({
      code: 'STARTER',
      markupBps: 250,
      platformFee: '0.001000',
      messagesPerSecond: 80,
      messagesPerMinute: 4_800,
    });
    await expect(add({ code: 'STARTER', name: 'Again' })).rejects.toMatchObject({ status: 409 });
    await expect(change('NOTHING', { name: 'x' })).rejects.toMatchObject({ status: 404 });
  });

  it('of a tenant are known to every gate within a second of a change', async () => {
    const tenantId = await billing.openTenant();
    expect(await directory.get(tenantId)).toMatchObject({ code: 'BASIC', platformFeeMicros: 1_000n, periodEnd: null });
    let heard = notice('subscriptions');
    const periodEnd = new Date(Date.now() + 3_600_000).toISOString();
    expect(await assign(tenantId, { planCode: 'PREMIUM', periodEnd })).toMatchObject({
      tenantId,
      planCode: 'PREMIUM',
      periodEnd,
    });
    await heard;
    expect(await directory.get(tenantId)).toMatchObject({ code: 'PREMIUM', periodEnd: new Date(periodEnd) });
    heard = notice('plans');
    await change('PREMIUM', { messagesPerSecond: 33 });
    await heard;
    expect(await directory.get(tenantId)).toMatchObject({ messagesPerSecond: 33 });
  });

  it('can be ended at once, but not before they began', async () => {
    const tenantId = await billing.openTenant();
    await expect(assign(tenantId, { planCode: 'BASIC', periodEnd: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
      status: 400,
      fields: [{ path: 'periodEnd', rule: 'order' }],
    });
    const now = new Date().toISOString();
    expect(await assign(tenantId, { planCode: 'BASIC', periodEnd: now })).toMatchObject({ periodEnd: now });
    expect(await assign(tenantId, { planCode: 'BASIC' })).toMatchObject({ periodEnd: null });
  });

  it('are refused when there is no such plan or tenant', async () => {
    const tenantId = await billing.openTenant();
    await expect(assign(tenantId, { planCode: 'GOLD' })).rejects.toMatchObject({
      status: 400,
      fields: [{ path: 'planCode' }],
    });
    await expect(assign(NOBODY, { planCode: 'BASIC' })).rejects.toMatchObject({ status: 404 });
    await expect(directory.get(NOBODY)).rejects.toMatchObject({ code: 'PLAN_001' });
  });

  describe('and wallets of a new tenant', () => {
    const open = async (currency: string, planCode: string) => {
      const opening = new BillingOpening(billing.accounts, billing.plans, plans, billing.rateCards);
      const { rows } = await db.database.pool.query<{ id: string }>(
        'INSERT INTO tenants (id, name, currency) VALUES (gen_random_uuid(), $1, $2) RETURNING id',
        ['New', currency],
      );
      const tenantId = rows[0]!.id;
      await billing.plans.transaction((transaction) => opening.open(transaction, { tenantId, currency, planCode }));
      return tenantId;
    };

    it('are opened together', async () => {
      const tenantId = await open('USD', 'PREMIUM');
      expect(await directory.get(tenantId)).toMatchObject({ code: 'PREMIUM' });
      const { rows } = await db.database.pool.query(
        'SELECT kind, balance_micros FROM accounts WHERE tenant_id = $1 ORDER BY kind',
        [tenantId],
      );
      expect(rows).toEqual([
        { kind: 'available', balance_micros: '0' },
        { kind: 'reserved', balance_micros: '0' },
      ]);
    });

    it('are refused with the field named: an unknown plan, a currency without prices', async () => {
      await expect(open('USD', 'GOLD')).rejects.toMatchObject({ status: 400, fields: [{ path: 'planCode' }] });
      await expect(open('XTS', 'BASIC')).rejects.toMatchObject({ status: 400, fields: [{ path: 'currency' }] });
    });
  });
});
