import { uuidv7 } from '@switchboard/contracts';
import type { Database } from '@switchboard/database';
import type { CacheNotices } from '../../src/database/cache-notices';
import type { RequestOrigin, UserPrincipal } from '../../src/http/principal';
import type { AuditAct, AuditService } from '../../src/modules/audit/audit.service';
import { AccountRepository } from '../../src/modules/billing/account.repository';
import { PlanRepository } from '../../src/modules/billing/plan.repository';
import { RateCardRepository } from '../../src/modules/billing/rate-card.repository';
import { openSubscription } from '../../src/modules/billing/subscription';
import { SubscriptionRepository } from '../../src/modules/billing/subscription.repository';
import { SeedBilling } from '../../src/modules/billing/seed-billing.service';

/** The parts of billing that its integration specs stand on, seeded. */
export interface BillingFixture {
  accounts: AccountRepository;
  plans: PlanRepository;
  subscriptions: SubscriptionRepository;
  rateCards: RateCardRepository;
  seed: SeedBilling;
  /** Stands in for the audit log: what was recorded, in order. */
  audited: AuditAct[];
  audit: AuditService;
  operator: { user: UserPrincipal; origin: RequestOrigin };
  openTenant(currency?: string): Promise<string>;
}

/** Notices that never come: for specs that are not about caches. */
export const SILENT_NOTICES = {
  isListening: true,
  onChange: () => undefined,
  onReset: () => undefined,
} as unknown as CacheNotices;

export const OPERATOR: UserPrincipal = {
  kind: 'user',
  userId: uuidv7(),
  email: 'operator@example.test',
  name: 'Operator',
  platformRole: 'operator',
  memberships: [],
  via: 'session',
  sessionId: null,
  csrfToken: null,
};

export async function createBillingFixture(database: Database): Promise<BillingFixture> {
  const accounts = new AccountRepository();
  const plans = new PlanRepository(database);
  const subscriptions = new SubscriptionRepository(database);
  const rateCards = new RateCardRepository(database);
  const seed = new SeedBilling(plans, rateCards, accounts);
  const audited: AuditAct[] = [];
  const audit = {
    record: (_transaction: unknown, act: AuditAct) => Promise.resolve(void audited.push(act)),
  } as unknown as AuditService;
  await seed.run();
  return {
    accounts,
    plans,
    subscriptions,
    rateCards,
    seed,
    audited,
    audit,
    operator: { user: OPERATOR, origin: { ip: '127.0.0.1', userAgent: null, requestId: 'r' } },
    openTenant: async (currency = 'USD') => {
      const tenantId = uuidv7();
      await database.pool.query('INSERT INTO tenants (id, name, currency) VALUES ($1, $2, $3)', [
        tenantId,
        'Tenant',
        currency,
      ]);
      await plans.transaction(async (transaction) => {
        await accounts.openTenant(transaction, tenantId, currency);
        const plan = { planCode: 'BASIC', monthlyFeeMicros: 0n };
        await subscriptions.insert(transaction, tenantId, openSubscription(plan, new Date()));
      });
      return tenantId;
    },
  };
}
