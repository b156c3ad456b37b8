import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import type { AppConfig } from '../../config/env';
import { CacheNotices } from '../../database/cache-notices';
import { BillingOpening } from './billing-opening.service';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { PlanDirectory } from './plan-directory.service';
import { PlanService } from './plan.service';
import type { TenantPlan } from './subscription.dto';
import { monthsAfter } from './subscription-period';
import { SubscriptionService } from './subscription.service';

const NOBODY = '01890000-0000-7000-8000-000000000000';

describe('plans', () => {
  let db: TestDatabase;
  let billing: BillingFixture;
  let notices: CacheNotices;
  let plans: PlanService;
  let subscriptions: SubscriptionService;
  let directory: PlanDirectory;

  beforeAll(async () => {
    db = await createTestDatabase();
    billing = await createBillingFixture(db.database);
    notices = new CacheNotices({ databaseUrl: db.url } as AppConfig);
    plans = new PlanService(billing.plans, billing.subscriptions, billing.audit);
    subscriptions = new SubscriptionService(billing.subscriptions, billing.plans, billing.audit);
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
  const remove = (code: string) => plans.remove(code, billing.operator.user, billing.operator.origin);
  const assign = (tenantId: string, body: TenantPlan) =>
    subscriptions.assign(tenantId, body, billing.operator.user, billing.operator.origin);
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

  it('keep the tenants that hold them: a plan in use is not removed, and it is said who uses it', async () => {
    await add({ code: 'HELD', name: 'Held' });
    const tenants = await Promise.all(Array.from({ length: 4 }, () => billing.openTenant()));
    for (const tenantId of tenants) await assign(tenantId, { planCode: 'HELD' });
    await expect(remove('HELD')).rejects.toMatchObject({
      status: 409,
      code: 'plan_in_use',
      message: 'The plan HELD is held by 4 tenants: Tenant, Tenant, Tenant and 1 more.',
      fields: [{ path: 'code', rule: 'unused' }],
    });
    for (const tenantId of tenants) await assign(tenantId, { planCode: 'BASIC' });
    await remove('HELD');
    expect((await plans.list()).map(({ code }) => code)).not.toContain('HELD');
    expect(billing.audited.at(-1)).toMatchObject({ action: 'plan.deleted', before: { code: 'HELD' } });
    await expect(remove('HELD')).rejects.toMatchObject({ status: 404 });
  });

  it('are not removed from under a tenant that comes to them at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      await add({ code: 'WANTED', name: 'Wanted' });
      const tenantId = await billing.openTenant();
      const [assigned, removed] = await Promise.allSettled([
        assign(tenantId, { planCode: 'WANTED' }),
        remove('WANTED'),
      ]);
      expect([assigned.status, removed.status].sort()).toEqual(['fulfilled', 'rejected']);
      if (assigned.status === 'rejected') expect(assigned.reason).toMatchObject({ fields: [{ path: 'planCode' }] });
      if (removed.status === 'fulfilled') continue;
      expect(removed.reason).toMatchObject({ code: 'plan_in_use' });
      await assign(tenantId, { planCode: 'BASIC' });
      await remove('WANTED');
    }
  });

  it('name the plan and the field when a tenant asks for what its plan does not include', async () => {
    const tenantId = await billing.openTenant();
    await expect(directory.requireFeature(tenantId, 'webhook_envelope', 'format')).resolves.toBeUndefined();
    await expect(directory.requireFeature(tenantId, 'v2_api', 'version')).rejects.toMatchObject({
      status: 403,
      code: 'plan_lacks_feature',
      message: 'The plan BASIC does not include "v2_api".',
      fields: [{ path: 'version', rule: 'feature' }],
    });
    await expect(directory.requireFeature(NOBODY, 'v2_api', 'version')).rejects.toMatchObject({ status: 403 });
    await expect(directory.get(NOBODY)).rejects.toMatchObject({ code: 'PLAN_001' });
  });

  describe('and wallets of a new tenant', () => {
    const open = async (currency: string, planCode: string) => {
      const opening = new BillingOpening(billing.accounts, subscriptions, billing.rateCards);
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
      expect(await directory.get(tenantId)).toMatchObject({ code: 'PREMIUM', periodEnd: null });
      const { periodStart, periodEnd, ...view } = await subscriptions.view(tenantId);
      expect(view).toMatchObject({ planCode: 'PREMIUM', renews: true, nextFee: '49.000000', owedFee: '0.000000' });
      expect(new Date(periodEnd!)).toEqual(monthsAfter(new Date(periodStart), 1));
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
