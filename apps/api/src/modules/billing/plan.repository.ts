import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { Plan, Subscription } from './plan';

const PLAN_COLUMNS = {
  code: true,
  name: true,
  monthlyFeeMicros: true,
  platformFeeMicros: true,
  markupBps: true,
  messagesPerSecond: true,
  messagesPerMinute: true,
  mediaPerMinute: true,
  storedBytes: true,
  mediaRetentionDays: true,
  features: true,
} as const;

const SUBSCRIPTION_COLUMNS = { periodStart: true, periodEnd: true, plan: { select: PLAN_COLUMNS } } as const;

@Injectable()
export class PlanRepository {
  constructor(private readonly database: Database) {}

  /** One transaction over plans and subscriptions of all tenants. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(work);
  }

  list(): Promise<Plan[]> {
    return this.database.platform.plan.findMany({
      select: PLAN_COLUMNS,
      orderBy: [{ monthlyFeeMicros: 'asc' }, { code: 'asc' }],
    });
  }

  findByCode(transaction: TenantTransaction, code: string): Promise<Plan | null> {
    return transaction.plan.findUnique({ where: { code }, select: PLAN_COLUMNS });
  }

  /** Locks the plan, so that what is read of it is what a change is made to. */
  async lockByCode(transaction: TenantTransaction, code: string): Promise<Plan | null> {
    await transaction.$queryRaw`SELECT 1 FROM plans WHERE code = ${code} FOR UPDATE`;
    return this.findByCode(transaction, code);
  }

  /** Adds the plan; false when there is one with this code. */
  async insert(transaction: TenantTransaction, plan: Plan): Promise<boolean> {
    const { count } = await transaction.plan.createMany({ data: [plan], skipDuplicates: true });
    return count === 1;
  }

  update(transaction: TenantTransaction, code: string, changes: Partial<Omit<Plan, 'code'>>): Promise<Plan> {
    return transaction.plan.update({ where: { code }, data: changes, select: PLAN_COLUMNS });
  }

  findSubscription(tenantId: string): Promise<Subscription | null> {
    return this.database.platform.subscription.findUnique({ where: { tenantId }, select: SUBSCRIPTION_COLUMNS });
  }

  /** Locks the tenant's subscription and reads it. */
  async lockSubscription(transaction: TenantTransaction, tenantId: string): Promise<Subscription | null> {
    await transaction.$queryRaw`SELECT 1 FROM subscriptions WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
    return transaction.subscription.findUnique({ where: { tenantId }, select: SUBSCRIPTION_COLUMNS });
  }

  async insertSubscription(transaction: TenantTransaction, tenantId: string, planCode: string): Promise<void> {
    await transaction.subscription.create({ data: { tenantId, planCode }, select: { tenantId: true } });
  }

  updateSubscription(
    transaction: TenantTransaction,
    tenantId: string,
    changes: { planCode: string; periodEnd: Date | null },
  ): Promise<Subscription> {
    return transaction.subscription.update({ where: { tenantId }, data: changes, select: SUBSCRIPTION_COLUMNS });
  }
}
