import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { LedgerCheck } from './ledger-check.service';
import { PlanService } from './plan.service';
import { accessEndsAt, changePlan, GRACE_MS, openSubscription, type SubscribedPlan } from './subscription';
import type { TenantPlan } from './subscription.dto';
import { monthsAfter } from './subscription-period';
import { SubscriptionRenewal } from './subscription-renewal.service';
import { type StoredSubscription } from './subscription.repository';
import { SubscriptionService } from './subscription.service';
import { WalletRepository } from './wallet.repository';
import { WalletService } from './wallet.service';
import { WalletStatement } from './wallet-statement.service';

const NOBODY = '01890000-0000-7000-8000-000000000000';
const HOUR_MS = 3_600_000;
const PREMIUM: SubscribedPlan = { planCode: 'PREMIUM', monthlyFeeMicros: 49_000_000n };

describe('subscriptions', () => {
  let db: TestDatabase;
  /** Sees the queue, which is closed to the application's role. */
  let owner: Client;
  let billing: BillingFixture;
  let plans: PlanService;
  let subscriptions: SubscriptionService;
  let wallets: WalletService;
  let statement: WalletStatement;
  /** Two, as two processes have one each. */
  let renewals: [SubscriptionRenewal, SubscriptionRenewal];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    db = await createTestDatabase();
    owner = new Client({ connectionString: db.url });
    await owner.connect();
    billing = await createBillingFixture(db.database);
    const walletRepository = new WalletRepository(db.database);
    plans = new PlanService(billing.plans, billing.subscriptions, billing.audit);
    subscriptions = new SubscriptionService(billing.subscriptions, billing.plans, billing.audit);
    wallets = new WalletService(walletRepository, billing.audit);
    statement = new WalletStatement(walletRepository);
    const renewal = () => new SubscriptionRenewal(billing.subscriptions, walletRepository, billing.audit);
    renewals = [renewal(), renewal()];
  });

  afterEach(async () => {
    expect((await new LedgerCheck().run(db.database.pool)).filter(({ ok }) => !ok)).toEqual([]);
  });

  afterAll(async () => {
    await owner.end();
    await db.drop();
  });

  /** A tenant that has held a plan for some time. */
  async function openTenant(opened: Date, plan = PREMIUM): Promise<string> {
    const tenantId = await billing.openTenant();
    await billing.subscriptions.transaction((transaction) =>
      billing.subscriptions.save(transaction, tenantId, openSubscription(plan, opened)),
    );
    return tenantId;
  }

  const monthsAgo = (months: number, from = new Date()) => monthsAfter(from, -months, from.getUTCDate());
  const topUp = (tenantId: string, amount: string) => wallets.topUp(tenantId, { amount }, undefined, billing.operator);
  const assign = (tenantId: string, body: TenantPlan) =>
    subscriptions.assign(tenantId, body, billing.operator.user, billing.operator.origin);
  const stored = async (tenantId: string): Promise<StoredSubscription> =>
    (await billing.subscriptions.find(tenantId)) as StoredSubscription;
  const accessOf = async (tenantId: string) => {
    const { state } = await stored(tenantId);
    return accessEndsAt({ ...state, periodEnd: state.period.end });
  };
  const charges = async (tenantId: string) =>
    (await statement.entries(tenantId, { limit: 200 })).items.filter(({ kind }) => kind === 'subscription').reverse();
  const jobs = async (tenantId: string) => {
    const { rows } = await owner.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE key = $1',
      [`renew:${tenantId}`],
    );
    return rows[0]!.n;
  };

  it('are charged to the wallet at the end of each month, with a statement line and an audit entry', async () => {
    const opened = new Date('2026-01-31T10:00:00Z');
    const tenantId = await openTenant(opened);
    await topUp(tenantId, '100');
    await renewals[0].runAll(new Date('2026-02-28T09:59:59Z'));
    expect(await charges(tenantId)).toEqual([]);
    await renewals[0].runAll(new Date('2026-02-28T10:00:00Z'));
    expect(await charges(tenantId)).toMatchObject([
      { amount: '-49.000000', balanceAfter: '51.000000', reference: 'PREMIUM, 2026-01-31 to 2026-02-28' },
    ]);
    expect((await stored(tenantId)).state.period).toEqual({
      start: new Date('2026-02-28T10:00:00Z'),
      end: new Date('2026-03-31T10:00:00Z'),
    });
    expect(billing.audited.at(-1)).toMatchObject({
      tenantId,
      actor: 'system',
      action: 'subscription.charged',
      after: { fee: '49.000000' },
    });
  });

  it('are charged once per month, in order, however many processes look at them at once', async () => {
    const now = new Date();
    const months = [1, 3, 7, 12, 30];
    const tenants = await Promise.all(months.map((count) => openTenant(monthsAgo(count, now))));
    for (const tenantId of tenants) await topUp(tenantId, '2000');
    // A transaction charges at most two years; the second round finds the rest.
    for (let round = 0; round < 2; round += 1)
      await Promise.all(Array.from({ length: 10 }, (_, index) => renewals[index % 2]!.runAll(now)));
    for (const [index, tenantId] of tenants.entries()) {
      const made = await charges(tenantId);
      expect(made).toHaveLength(months[index]!);
      expect(new Set(made.map(({ reference }) => reference)).size).toBe(months[index]);
      expect(made.map(({ reference }) => reference!.slice(9, 19))).toEqual(
        made.map(({ reference }) => reference!.slice(9, 19)).toSorted(),
      );
      expect((await stored(tenantId)).state.period.end!.getTime()).toBeGreaterThan(now.getTime());
    }
  });

  it('take what there is, month by month, and then give three days', async () => {
    const now = new Date('2026-06-11T12:00:00Z');
    const tenantId = await openTenant(new Date('2026-03-10T12:00:00Z'));
    await topUp(tenantId, '140');
    await Promise.all([renewals[0].runAll(now), renewals[1].runAll(now)]);
    expect(await charges(tenantId)).toHaveLength(2);
    expect(await accessOf(tenantId)).toEqual(new Date('2026-06-13T12:00:00Z'));
    const view = await subscriptions.view(tenantId);
    expect(view).toMatchObject({ owedFee: '49.000000', graceUntil: '2026-06-13T12:00:00.000Z' });
    // Looking again changes nothing.
    await renewals[0].runAll(new Date('2026-06-12T12:00:00Z'));
    expect((await stored(tenantId)).owed).toHaveLength(1);
    await topUp(tenantId, '6.999999');
    await renewals[0].runAll(new Date('2026-06-12T12:00:00Z'));
    expect(await charges(tenantId)).toHaveLength(2);
    await topUp(tenantId, '0.000001');
    await renewals[0].runAll(new Date('2026-06-12T12:00:00Z'));
    expect(await charges(tenantId)).toHaveLength(3);
    expect(await accessOf(tenantId)).toBeNull();
    expect((await wallets.view(tenantId)).total).toBe('0.000000');
  });

  it('have a job look at once when money comes for what is owed, and not otherwise', async () => {
    const tenantId = await openTenant(monthsAgo(1));
    await topUp(tenantId, '1');
    expect(await jobs(tenantId)).toBe(0);
    await renewals[0].runAll();
    await wallets.adjust(tenantId, { amount: '-1', reason: 'r' }, undefined, billing.operator);
    expect(await jobs(tenantId)).toBe(0);
    await wallets.refund(tenantId, { amount: '48', reason: 'r' }, undefined, billing.operator);
    await wallets.adjust(tenantId, { amount: '1', reason: 'r' }, undefined, billing.operator);
    expect(await jobs(tenantId)).toBe(1);
    await renewals[1].renew(tenantId);
    expect(await charges(tenantId)).toHaveLength(1);
  });

  it('begin anew when money comes after the grace', async () => {
    const tenantId = await openTenant(new Date('2026-03-31T08:00:00Z'));
    await renewals[0].runAll(new Date('2026-05-20T00:00:00Z'));
    expect(await accessOf(tenantId)).toEqual(new Date('2026-05-03T08:00:00Z'));
    await topUp(tenantId, '49');
    const paidAt = new Date('2026-05-21T09:30:00Z');
    await renewals[0].renew(tenantId, paidAt);
    expect(await accessOf(tenantId)).toBeNull();
    expect((await stored(tenantId)).state.period).toEqual({ start: paidAt, end: new Date('2026-06-21T09:30:00Z') });
  });

  it('charge every plan for the time for which it was held, also when its price changes meanwhile', async () => {
    const now = new Date();
    const opened = new Date(now.getTime() - 10 * 24 * HOUR_MS);
    const add = (code: string, monthlyFee: string) =>
      plans.create({ code, name: code, monthlyFee }, billing.operator.user, billing.operator.origin);
    await add('DEAR', '300');
    await add('CHEAP', '30');
    const tenantId = await openTenant(opened, { planCode: 'DEAR', monthlyFeeMicros: 300_000_000n });
    await plans.update('DEAR', { monthlyFee: '600' }, billing.operator.user, billing.operator.origin);
    const between = (await stored(tenantId)).state;
    expect(between).toMatchObject({
      segments: [{ planCode: 'DEAR', monthlyFeeMicros: 300_000_000n, from: opened }],
      monthlyFeeMicros: 600_000_000n,
    });
    expect(between.feeSince).toEqual(between.segments[0]!.to);
    await assign(tenantId, { planCode: 'CHEAP' });
    const { state } = await stored(tenantId);
    await topUp(tenantId, '600');
    await renewals[0].runAll(state.period.end!);
    const [charge] = await charges(tenantId);
    const monthMs = state.period.end!.getTime() - opened.getTime();
    const [first, second] = state.segments as [(typeof state.segments)[0], (typeof state.segments)[0]];
    const ms = (from: Date, to: Date) => to.getTime() - from.getTime();
    // In double precision, and so only nearly; that it is exact the unit tests show.
    const expected =
      (300 * ms(first.from, first.to) + 600 * ms(second.from, second.to) + 30 * ms(second.to, state.period.end!)) /
      monthMs;
    expect(-Number(charge!.amount)).toBeCloseTo(expected, 5);
  });

  it('keep the price of the time before exactly as a change of plan does', async () => {
    const opened = new Date(Date.now() - 10 * 24 * HOUR_MS);
    await plans.create(
      { code: 'REPRICED', name: 'r', monthlyFee: '1' },
      billing.operator.user,
      billing.operator.origin,
    );
    const plan = { planCode: 'REPRICED', monthlyFeeMicros: 1_000_000n };
    const tenantId = await openTenant(opened, plan);
    const before = (await stored(tenantId)).state;
    await plans.update('REPRICED', { monthlyFee: '2' }, billing.operator.user, billing.operator.origin);
    const after = (await stored(tenantId)).state;
    const change = { plan: { ...plan, monthlyFeeMicros: 2_000_000n }, renews: true, periodEnd: null };
    expect(after).toEqual(changePlan(before, change, after.feeSince!).next);
    // A change of something else leaves the time alone.
    await plans.update('REPRICED', { name: 'again', monthlyFee: '2' }, billing.operator.user, billing.operator.origin);
    expect((await stored(tenantId)).state).toEqual(after);
  });

  describe('that are changed', () => {
    it('go on with their month, and say what it comes to', async () => {
      const opened = new Date(Date.now() - 5 * 24 * HOUR_MS);
      const tenantId = await openTenant(opened);
      const view = await assign(tenantId, { planCode: 'ENTERPRISE' });
      expect(view).toMatchObject({
        tenantId,
        planCode: 'ENTERPRISE',
        periodStart: opened.toISOString(),
        periodEnd: monthsAfter(opened, 1).toISOString(),
        renews: true,
        graceUntil: null,
        accessEndsAt: null,
        owedFee: '0.000000',
      });
      expect(Number(view.accruedFee)).toBeGreaterThan(7);
      expect(Number(view.accruedFee)).toBeLessThan(9);
      expect(Number(view.nextFee)).toBeGreaterThan(400);
      expect(await subscriptions.view(tenantId)).toMatchObject({ planCode: 'ENTERPRISE', nextFee: view.nextFee });
      expect(billing.audited.at(-1)).toMatchObject({
        action: 'subscription.updated',
        before: { planCode: 'PREMIUM' },
        after: { planCode: 'ENTERPRISE' },
      });
    });

    it('can be ended at once, but not before they began; given anew, they begin anew', async () => {
      const tenantId = await openTenant(new Date(Date.now() - 10 * 24 * HOUR_MS));
      await topUp(tenantId, '30');
      const now = new Date(Date.now() - HOUR_MS);
      const ended = await assign(tenantId, { planCode: 'PREMIUM', periodEnd: now.toISOString() });
      expect(ended).toMatchObject({ periodEnd: now.toISOString(), accessEndsAt: now.toISOString(), renews: false });
      expect(await jobs(tenantId)).toBe(1);
      expect(await assign(tenantId, { planCode: 'BASIC' })).toMatchObject({ renews: true, accessEndsAt: null });
      // What was ended is owed, and charged by the job.
      const { owed } = await stored(tenantId);
      expect(owed).toMatchObject([{ planCode: 'PREMIUM', end: now }]);
      await renewals[0].renew(tenantId);
      expect(await charges(tenantId)).toHaveLength(1);
      expect((await stored(tenantId)).owed).toEqual([]);
    });

    it('end with a term at once, without grace', async () => {
      const tenantId = await openTenant(new Date());
      const periodEnd = new Date(Date.now() + 40 * 24 * HOUR_MS);
      await assign(tenantId, { planCode: 'PREMIUM', periodEnd: periodEnd.toISOString() });
      await renewals[0].runAll(new Date(periodEnd.getTime() + 1));
      expect(await accessOf(tenantId)).toEqual(periodEnd);
      expect((await stored(tenantId)).owed).toHaveLength(1);
      await renewals[0].runAll(new Date(periodEnd.getTime() + 100 * 24 * HOUR_MS));
      expect((await stored(tenantId)).owed).toHaveLength(1);
    });

    it.each<[string, TenantPlan, object]>([
      ['an unknown plan', { planCode: 'GOLD' }, { path: 'planCode', rule: 'exists' }],
      [
        'an end before the beginning',
        { planCode: 'BASIC', periodEnd: '2020-01-01T00:00:00Z' },
        { path: 'periodEnd', rule: 'order' },
      ],
      [
        'an end that has passed for a plan that is to renew',
        { planCode: 'BASIC', periodEnd: new Date(Date.now() - HOUR_MS).toISOString(), renews: true },
        { path: 'periodEnd', rule: 'future' },
      ],
    ])('are refused with the field and the reason, and stay as they are: %s', async (_, body, problem) => {
      const tenantId = await openTenant(new Date(Date.now() - 24 * HOUR_MS));
      const before = await stored(tenantId);
      await expect(assign(tenantId, body)).rejects.toMatchObject({ status: 400, fields: [problem] });
      expect(await stored(tenantId)).toEqual(before);
    });

    it('tell how much media the tenant keeps of what its plan allows', async () => {
      const tenantId = await openTenant(new Date());
      expect(await subscriptions.standing(tenantId)).toMatchObject({ tenantId, storedBytes: 0 });
      const keep = 'INSERT INTO media_usage (tenant_id, stored_bytes) VALUES ($1, 5368709120)';
      await db.database.pool.query(keep, [tenantId]);
      expect((await subscriptions.standing(tenantId)).storedBytes).toBe(5_368_709_120);
      await expect(subscriptions.standing(NOBODY)).rejects.toMatchObject({ status: 404 });
    });

    it('are refused of a tenant that is closed or does not exist', async () => {
      const tenantId = await openTenant(new Date());
      await db.database.pool.query("UPDATE tenants SET status = 'closed' WHERE id = $1", [tenantId]);
      await expect(assign(tenantId, { planCode: 'BASIC' })).rejects.toMatchObject({ status: 409 });
      await expect(assign(NOBODY, { planCode: 'BASIC' })).rejects.toMatchObject({ status: 404 });
      await expect(subscriptions.view(NOBODY)).rejects.toMatchObject({ status: 404 });
    });
  });

  describe('of tenants', () => {
    const close = (tenantId: string) =>
      billing.subscriptions.transaction((transaction) => subscriptions.end(transaction, tenantId));

    it('that are closed are charged for the part of the month that has passed, and never again', async () => {
      const tenantId = await openTenant(new Date(Date.now() - 10 * 24 * HOUR_MS));
      await topUp(tenantId, '100');
      await close(tenantId);
      expect(await jobs(tenantId)).toBe(1);
      await renewals[0].renew(tenantId);
      const [charge] = await charges(tenantId);
      expect(-Number(charge!.amount)).toBeGreaterThan(15);
      expect(-Number(charge!.amount)).toBeLessThan(18);
      await renewals[0].runAll(new Date(Date.now() + 400 * 24 * HOUR_MS));
      expect(await charges(tenantId)).toHaveLength(1);
    });

    it('that are closed without money are charged nothing', async () => {
      const tenantId = await openTenant(new Date(Date.now() - 10 * 24 * HOUR_MS));
      await close(tenantId);
      await renewals[0].renew(tenantId);
      expect(await charges(tenantId)).toEqual([]);
      expect((await stored(tenantId)).owed).toHaveLength(1);
    });

    it('that are suspended are renewed', async () => {
      const tenantId = await openTenant(monthsAgo(1));
      await topUp(tenantId, '50');
      await db.database.pool.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenantId]);
      await renewals[0].runAll();
      expect(await charges(tenantId)).toHaveLength(1);
    });

    it('that held a plan before there were fees go on without', async () => {
      const tenantId = await billing.openTenant();
      await db.database.pool.query(
        `UPDATE subscriptions SET plan_code = 'PREMIUM', period_start = '2025-01-01', period_end = NULL, renews = false, anchor_day = NULL, fee_since = NULL WHERE tenant_id = $1`,
        [tenantId],
      );
      await topUp(tenantId, '100');
      await renewals[0].runAll();
      expect(await charges(tenantId)).toEqual([]);
      expect(await subscriptions.view(tenantId)).toMatchObject({
        periodEnd: null,
        accessEndsAt: null,
        nextFee: '0.000000',
      });
      const view = await assign(tenantId, { planCode: 'PREMIUM' });
      expect(Date.now() - Date.parse(view.periodStart)).toBeLessThan(60_000);
      expect(view).toMatchObject({ renews: true, nextFee: '49.000000' });
    });
  });

  it('that cannot be renewed do not keep the others', async () => {
    const [broken, sound] = [await openTenant(monthsAgo(1)), await openTenant(monthsAgo(1))].sort() as [string, string];
    await topUp(sound, '50');
    await topUp(broken, '50');
    // What was charged before, under the same operation, must not be charged again: the database refuses it.
    const { state } = await stored(broken);
    const period = { start: state.period.start, end: state.period.end! };
    await billing.subscriptions.transaction((transaction) =>
      billing.subscriptions.insertPeriod(transaction, broken, {
        ...period,
        planCode: 'PREMIUM',
        segments: [],
        anchorDay: 1,
        feeMicros: 0n,
      }),
    );
    await renewals[0].runAll();
    expect(await charges(sound)).toHaveLength(1);
    expect(await charges(broken)).toEqual([]);
    // It is put right, so that the ledger is sound again.
    await billing.subscriptions.transaction((transaction) =>
      billing.subscriptions.save(transaction, broken, openSubscription(PREMIUM, new Date())),
    );
  });

  it('are never charged twice nor beyond what there is, whatever happens at the same time', async () => {
    const act = fc.oneof(
      fc.record({ what: fc.constant('topUp' as const), units: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ what: fc.constant('run' as const), days: fc.integer({ min: 0, max: 200 }) }),
      fc.record({ what: fc.constant('assign' as const), plan: fc.constantFrom('BASIC', 'PREMIUM', 'ENTERPRISE') }),
      fc.record({ what: fc.constant('reprice' as const), fee: fc.integer({ min: 0, max: 90 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 8 }),
        fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (months, rounds) => {
          const now = new Date();
          const tenantId = await openTenant(monthsAgo(months, now));
          let paidIn = 0;
          for (const round of rounds) {
            await Promise.all(
              round.map(async (each, index) => {
                if (each.what === 'topUp') {
                  paidIn += each.units;
                  await topUp(tenantId, String(each.units));
                } else if (each.what === 'run') {
                  await renewals[index % 2]!.renew(tenantId, new Date(now.getTime() + each.days * 24 * HOUR_MS));
                } else if (each.what === 'assign') {
                  await assign(tenantId, { planCode: each.plan });
                } else {
                  await plans.update(
                    'PREMIUM',
                    { monthlyFee: String(each.fee) },
                    billing.operator.user,
                    billing.operator.origin,
                  );
                }
              }),
            );
          }
          const made = await charges(tenantId);
          const { rows } = await db.database.pool.query<{ fee: string; paid: boolean }>(
            'SELECT fee_micros AS fee, paid_at IS NOT NULL AS paid FROM subscription_periods WHERE tenant_id = $1',
            [tenantId],
          );
          const paid = rows.filter((row) => row.paid).reduce((sum, { fee }) => sum + BigInt(fee), 0n);
          const { available } = await wallets.view(tenantId);
          expect(BigInt(available.replace('.', ''))).toBe(BigInt(paidIn) * 1_000_000n - paid);
          expect(made.length).toBeLessThanOrEqual(rows.length);
          const { state, owed } = await stored(tenantId);
          if (state.graceUntil)
            expect(owed.map(({ end }) => end.getTime() + GRACE_MS)).toContain(state.graceUntil.getTime());
        },
      ),
      { numRuns: 60 },
    );
  });
});
