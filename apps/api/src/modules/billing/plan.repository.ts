import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { HeldPlan, Plan } from './plan';

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

  /** The plan, which is not deleted before the transaction has ended: somebody is about to hold it. */
  async keepByCode(transaction: TenantTransaction, code: string): Promise<Plan | null> {
    await transaction.$queryRaw`SELECT 1 FROM plans WHERE code = ${code} FOR KEY SHARE`;
    return transaction.plan.findUnique({ where: { code }, select: PLAN_COLUMNS });
  }

  /** Locks the plan, so that what is read of it is what a change is made to; who is about to hold it need not wait. */
  async lockByCode(transaction: TenantTransaction, code: string): Promise<Plan | null> {
    await transaction.$queryRaw`SELECT 1 FROM plans WHERE code = ${code} FOR NO KEY UPDATE`;
    return transaction.plan.findUnique({ where: { code }, select: PLAN_COLUMNS });
  }

  /** Locks the plan so that nobody can come to hold it, and tells who holds it: how many tenants, and the names of some. */
  async lockForRemoval(
    transaction: TenantTransaction,
    code: string,
    namesTaken: number,
  ): Promise<{ plan: Plan; holders: number; names: string[] } | null> {
    await transaction.$queryRaw`SELECT 1 FROM plans WHERE code = ${code} FOR UPDATE`;
    const plan = await transaction.plan.findUnique({ where: { code }, select: PLAN_COLUMNS });
    if (!plan) return null;
    const holders = await transaction.subscription.count({ where: { planCode: code } });
    const some = await transaction.subscription.findMany({
      where: { planCode: code },
      select: { tenant: { select: { name: true } } },
      orderBy: { tenantId: 'asc' },
      take: namesTaken,
    });
    return { plan, holders, names: some.map(({ tenant }) => tenant.name) };
  }

  /** Adds the plan; false when there is one with this code. */
  async insert(transaction: TenantTransaction, plan: Plan): Promise<boolean> {
    const { count } = await transaction.plan.createMany({ data: [plan], skipDuplicates: true });
    return count === 1;
  }

  update(transaction: TenantTransaction, code: string, changes: Partial<Omit<Plan, 'code'>>): Promise<Plan> {
    return transaction.plan.update({ where: { code }, data: changes, select: PLAN_COLUMNS });
  }

  async remove(transaction: TenantTransaction, code: string): Promise<void> {
    await transaction.plan.delete({ where: { code }, select: { code: true } });
  }

  /** The plan that a tenant holds, and what its access hangs on; null when it holds none. */
  findSubscription(tenantId: string): Promise<HeldPlan | null> {
    return this.database.platform.subscription.findUnique({
      where: { tenantId },
      select: { periodEnd: true, renews: true, graceUntil: true, plan: { select: PLAN_COLUMNS } },
    });
  }
}
