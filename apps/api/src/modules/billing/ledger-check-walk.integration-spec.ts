import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { formatMoney } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { OPERATOR } from '../../../test/support/billing-fixture';
import { intakeMessage } from '../../../test/support/test-message';
import { startTestPlatform, type TestPlatform } from '../../../test/support/test-platform';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { CacheNotices } from '../../database/cache-notices';
import { ProblemError } from '../../http/problem';
import { IntakeRepository } from '../message/intake.repository';
import type { ReportedStatus } from '../message/message-state';
import { ReportService } from '../message/report.service';
import { SettlementRepository, type StoredMessage } from '../message/settlement.repository';
import { SettlementService } from '../message/settlement.service';
import { SweepService } from '../message/sweep.service';
import { LedgerCheck } from './ledger-check.service';
import { PlanService } from './plan.service';
import { PricingService } from './pricing.service';
import { openSubscription } from './subscription';
import { SubscriptionRenewal } from './subscription-renewal.service';
import { SubscriptionRepository } from './subscription.repository';
import { SubscriptionService } from './subscription.service';
import { WalletService } from './wallet.service';

const DAY_MS = 86_400_000;
const CATEGORIES = ['marketing', 'utility', 'authentication', 'service'] as const;
/** Markets with prices of their own, and one that has none. */
const RECIPIENTS = ['905321234567', '4915112345678', '14155550100', '5511987654321', '85212345678'] as const;
const STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
const ORIGIN = { ip: '127.0.0.1', userAgent: null, requestId: 'walk' };
const ACTOR = { user: OPERATOR, origin: ORIGIN };

/** The whole program on a real database, without its own jobs: the walk runs them. */
let platform: TestPlatform;
const part = <T>(token: abstract new (...args: never[]) => T): T => platform.app.get<T>(token, { strict: false });

beforeAll(async () => {
  Logger.overrideLogger(false);
  platform = await startTestPlatform({ ROLES: 'api' });
  jest.spyOn(part(SubscriptionRepository), 'now').mockImplementation(() => Promise.resolve(clock));
});
afterAll(() => platform.stop());

const rows = async <T>(statement: string, ...values: unknown[]): Promise<T[]> =>
  (await platform.test.database.pool.query(statement, values)).rows as T[];
/** What time it is for subscriptions. It goes on from round to round, by more than anyone waits. */
let clock = new Date();
const dayFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);

/** What a business refuses is no fault; everything else is, a deadlock before all. */
async function allowed(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
  });
}

/** One tenant on its way, with the messages that it has sent. */
class Walk {
  readonly messages: StoredMessage[] = [];

  constructor(readonly tenant: TestTenant) {}

  static async begin(planCode: string, monthsAgo: number): Promise<Walk> {
    const tenant = await openTestTenant(platform.test, { availableMicros: 0n });
    const [plan] = await rows<{ fee: string }>('SELECT monthly_fee_micros AS fee FROM plans WHERE code = $1', planCode);
    const opened = new Date(clock.getTime() - monthsAgo * 30 * DAY_MS);
    const subscription = openSubscription({ planCode, monthlyFeeMicros: BigInt(plan!.fee) }, opened);
    const repository = part(SubscriptionRepository);
    await repository.transaction((transaction) => repository.insert(transaction, tenant.id, subscription));
    return new Walk(tenant);
  }

  topUp(micros: number, key: string | undefined): Promise<void> {
    return allowed(part(WalletService).topUp(this.tenant.id, { amount: formatMoney(BigInt(micros)) }, key, ACTOR));
  }

  adjust(micros: number, key: string | undefined): Promise<void> {
    const body = { amount: formatMoney(BigInt(micros)), reason: 'walk' };
    return allowed(part(WalletService).adjust(this.tenant.id, body, key, ACTOR));
  }

  refund(which: number | null, micros: number, key: string | undefined): Promise<void> {
    const messageId = which === null ? undefined : this.pick(which)?.id;
    const body = { amount: formatMoney(BigInt(micros)), reason: 'walk', messageId };
    return allowed(part(WalletService).refund(this.tenant.id, body, key, ACTOR));
  }

  async send(count: number, to: string, category: (typeof CATEGORIES)[number], sandbox: boolean): Promise<void> {
    const quote = await part(PricingService).quote({
      recipient: { digits: to },
      category,
      currency: 'USD',
      platformFeeMicros: 1_000n,
      markupBps: 333,
      at: new Date(),
    });
    const { market, country, rateCardId, platformFeeMicros, metaFeeMicros, markupMicros } = quote;
    const price = { market, country, rateCardId, platformFeeMicros, metaFeeMicros, markupMicros, markupBps: 333 };
    const sent = Array.from({ length: count }, () => intakeMessage(this.tenant, { to, category, sandbox, ...price }));
    const verdicts = await Promise.all(sent.map((message) => part(IntakeRepository).accept(message)));
    const accepted = sent.filter((_, index) => verdicts[index]!.verdict === 'accepted');
    const keys = accepted.map(({ tenantId, messageId: id }) => ({ tenantId, id }));
    this.messages.push(...(await part(SettlementRepository).findByIds(keys)));
  }

  async answer(which: number, kind: 'submitted' | 'refused' | 'uncertain'): Promise<void> {
    const message = this.pick(which);
    if (!message) return;
    const event = kind === 'submitted' ? { kind, wamid: `wamid.${message.id}` } : { kind };
    await part(SettlementService).settleSubmission(message, { event });
  }

  /** Reports of one message, in any order, some of them twice, about a delivery on some day. */
  async report(
    which: number,
    statuses: readonly ReportedStatus[],
    told: { days: number; billable: boolean; category: string | null },
  ): Promise<void> {
    const message = this.pick(which);
    if (!message) return;
    const { days, billable, category } = told;
    const pricing = category === null ? undefined : { billable, pricing_model: 'PMP', category };
    const outcomes = await part(ReportService).apply(
      [...statuses, ...statuses.slice(0, 2)].map((status) => ({
        kind: 'status',
        update: {
          tenantId: this.tenant.id,
          metaPhoneNumberId: this.tenant.metaPhoneNumberId,
          messageId: message.id,
          wamid: `wamid.${message.id}`,
          status,
          at: dayFromNow(days),
          pricing: pricing as never,
        },
      })),
    );
    for (const outcome of outcomes) if (outcome.kind === 'failed') throw outcome.error;
  }

  async expire(which: number): Promise<void> {
    const message = this.pick(which);
    if (message) await part(SettlementService).expire(message, { code: 'walk' });
  }

  async sweep(days: number): Promise<void> {
    await part(SweepService).sweep(dayFromNow(days));
  }

  renew(): Promise<void> {
    return part(SubscriptionRenewal).renew(this.tenant.id);
  }

  /** Later, for every tenant: what is running has gone on. */
  wait(days: number): Promise<void> {
    clock = new Date(clock.getTime() + days * DAY_MS);
    return Promise.resolve();
  }

  assign(planCode: string, renews: boolean, endsInDays: number | null): Promise<void> {
    const periodEnd = endsInDays === null ? null : new Date(clock.getTime() + endsInDays * DAY_MS).toISOString();
    return allowed(part(SubscriptionService).assign(this.tenant.id, { planCode, renews, periodEnd }, OPERATOR, ORIGIN));
  }

  reprice(code: string, cents: number): Promise<void> {
    return allowed(
      part(PlanService).update(code, { monthlyFee: formatMoney(BigInt(cents) * 10_000n) }, OPERATOR, ORIGIN),
    );
  }

  /** A rate card of a later day, dearer or cheaper than the last one, with a volume tier. */
  async newRateCard(percent: number): Promise<void> {
    await rows(
      `WITH last AS (SELECT * FROM rate_cards WHERE currency = 'USD' ORDER BY effective_from DESC LIMIT 1),
            card AS (INSERT INTO rate_cards (id, currency, effective_from, source, free_service_messages)
                     SELECT $1, currency, greatest(effective_from, current_date) + 1, 'walk', 2 FROM last ON CONFLICT DO NOTHING RETURNING id),
            lines AS (INSERT INTO rates (rate_card_id, market, category, amount_micros, market_name)
                      SELECT card.id, r.market, r.category, r.amount_micros * $2::int / 100, r.market_name FROM rates r JOIN last ON r.rate_card_id = last.id, card RETURNING *)
       INSERT INTO rate_tiers (rate_card_id, market, category, from_message, amount_micros)
       SELECT l.rate_card_id, l.market, l.category, 3, l.amount_micros / 2 FROM lines l WHERE l.market = 'TR' AND l.category = 'utility' AND l.amount_micros IS NOT NULL`,
      randomUUID(),
      percent,
    );
    await part(CacheNotices).caughtUp();
  }

  private pick(which: number): StoredMessage | undefined {
    return this.messages[which % Math.max(1, this.messages.length)];
  }
}

type Act = (walk: Walk) => Promise<void>;
const act = <T extends unknown[]>(
  weight: number,
  name: string,
  args: fc.Arbitrary<T>,
  does: (walk: Walk, ...given: T) => Promise<void>,
) => ({
  weight,
  arbitrary: args.map((given): Act =>
    Object.assign((walk: Walk) => does(walk, ...given), { toString: () => `${name}(${JSON.stringify(given)})` }),
  ),
});

const which = fc.nat(20);
const plan = fc.constantFrom('BASIC', 'PREMIUM', 'ENTERPRISE');
/** Few, so that some are used again. */
const key = fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined });
const told = fc.record({
  days: fc.nat(20),
  billable: fc.boolean(),
  category: fc.constantFrom(null, ...CATEGORIES, 'something_new'),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  act(4, 'topUp', fc.tuple(fc.integer({ min: 1, max: 60_000_000 }), key), (walk, ...given) => walk.topUp(...given)),
  act(1, 'adjust', fc.tuple(fc.integer({ min: -2_000_000, max: 2_000_000 }).filter(Boolean), key), (walk, ...given) =>
    walk.adjust(...given),
  ),
  act(3, 'refund', fc.tuple(fc.option(which), fc.integer({ min: 1, max: 9_000 }), key), (walk, ...given) =>
    walk.refund(...given),
  ),
  act(
    8,
    'send',
    fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(...RECIPIENTS),
      fc.constantFrom(...CATEGORIES),
      fc.nat(9).map((luck) => luck === 0),
    ),
    (walk, ...given) => walk.send(...given),
  ),
  act(6, 'answer', fc.tuple(which, fc.constantFrom('submitted', 'refused', 'uncertain')), (walk, ...given) =>
    walk.answer(...given),
  ),
  act(
    12,
    'report',
    fc.tuple(which, fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 4 }), told),
    (walk, ...given) => walk.report(...given),
  ),
  act(2, 'expire', fc.tuple(which), (walk, ...given) => walk.expire(...given)),
  act(1, 'sweep', fc.tuple(fc.constantFrom(0, 2, 40)), (walk, ...given) => walk.sweep(...given)),
  act(5, 'renew', fc.tuple(), (walk) => walk.renew()),
  act(2, 'wait', fc.tuple(fc.integer({ min: 1, max: 50 })), (walk, ...given) => walk.wait(...given)),
  act(3, 'assign', fc.tuple(plan, fc.boolean(), fc.option(fc.integer({ min: -40, max: 50 }))), (walk, ...given) =>
    walk.assign(...given),
  ),
  act(2, 'reprice', fc.tuple(plan, fc.integer({ min: 0, max: 9_000 })), (walk, ...given) => walk.reprice(...given)),
  act(1, 'newRateCard', fc.tuple(fc.integer({ min: 30, max: 170 })), (walk, ...given) => walk.newRateCard(...given)),
);

describe('Money, on a real database', () => {
  const broken = async (): Promise<string[]> =>
    (await new LedgerCheck().run(platform.test.database.pool)).flatMap(({ violations }) => violations);

  it('keeps every invariant of the ledger after each step, whatever happens at the same time', async () => {
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(
        plan,
        fc.nat(3),
        fc.array(fc.array(acts, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 9 }),
        async (planCode, monthsAgo, rounds) => {
          const walk = await Walk.begin(planCode, monthsAgo);
          await walk.topUp(20_000_000, undefined);
          for (const round of rounds) {
            // What is in one round happens at once.
            await Promise.all(round.map((each) => each(walk)));
            steps += round.length;
            expect(await broken()).toEqual([]);
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(steps).toBeGreaterThan(1_000);
  }, 600_000);

  it('has, of all that came in, what is not there gone out, to the micro-unit', async () => {
    const [sums] = await rows<{ came: string; went: string; held: string; kinds: string[] }>(
      `SELECT (SELECT sum(amount_micros) FROM transfers WHERE from_kind IN ('cash', 'adjustments')) AS came,
              (SELECT sum(CASE WHEN to_kind IN ('available', 'reserved') THEN -amount_micros ELSE amount_micros END) FROM transfers
                WHERE (from_kind IN ('available', 'reserved')) <> (to_kind IN ('available', 'reserved')) AND from_kind NOT IN ('cash', 'adjustments')) AS went,
              (SELECT sum(balance_micros) FROM accounts WHERE kind IN ('available', 'reserved')) AS held`,
    );
    expect(BigInt(sums!.came) - BigInt(sums!.went)).toBe(BigInt(sums!.held));
    const steps = (await rows<{ step: string }>('SELECT DISTINCT step FROM transfers')).map(({ step }) => step);
    // Nothing that the walk is about has stayed away.
    expect(steps).toEqual(
      expect.arrayContaining([
        'top_up',
        'adjustment',
        'refund',
        'subscription',
        'reserve',
        'platform_fee',
        'meta_fee',
        'markup',
        'release',
      ]),
    );
  });
});
