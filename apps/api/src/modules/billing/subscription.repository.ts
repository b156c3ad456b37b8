import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import { reportId } from '../../events/report-id';
import type { ClosedPeriod, OwedPeriod, SubscriptionState } from './subscription';
import type { PlanSegment } from './subscription-period';

/** Looks at one tenant's subscription; the payload is `{tenantId}`. */
export const RENEWAL_JOB = 'billing.renew';

/** Writers of one wallet wait for one another. */
const TRANSACTION_MS = 15_000;

/** A period that is owed, and the operation of the transfer that will pay it. */
export interface StoredOwedPeriod extends OwedPeriod {
  operationId: string;
  /** The plan held at its end. */
  planCode: string;
}

export interface StoredSubscription {
  state: SubscriptionState;
  /** Oldest first. */
  owed: StoredOwedPeriod[];
  /** active | suspended | closed */
  tenantStatus: string;
}

/** A segment as JSON holds it: no number of JSON's holds every amount. */
interface SegmentJson {
  planCode: string;
  monthlyFeeMicros: string;
  from: string;
  to: string;
}

const COLUMNS = {
  planCode: true,
  periodStart: true,
  periodEnd: true,
  renews: true,
  anchorDay: true,
  segments: true,
  feeSince: true,
  graceUntil: true,
  plan: { select: { monthlyFeeMicros: true } },
  tenant: { select: { status: true } },
} as const;

/** Subscriptions and their periods. */
@Injectable()
export class SubscriptionRepository {
  constructor(private readonly database: Database) {}

  /** One transaction over all tenants, that may move money. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(work, { maxWait: TRANSACTION_MS, timeout: TRANSACTION_MS });
  }

  /** What time it is by the one clock that all processes share: a period that one of them has ended has ended for the others too. */
  async now(transaction: TenantTransaction): Promise<Date> {
    const [row] = await transaction.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return row?.now ?? new Date();
  }

  /** The tenant's subscription; null when it has none. */
  find(tenantId: string): Promise<StoredSubscription | null> {
    return this.database.tenant(tenantId, (transaction) => read(transaction, tenantId));
  }

  /** How many bytes of media the tenant keeps. */
  async findStoredBytes(tenantId: string): Promise<number> {
    const row = await this.database.tenant(tenantId, (transaction) =>
      transaction.mediaUsage.findUnique({ where: { tenantId }, select: { storedBytes: true } }),
    );
    return Number(row?.storedBytes ?? 0n);
  }

  /**
   * The tenant's subscription, held against every other change; to be locked before its wallet.
   * @param isPatient false: null also when another transaction holds it
   */
  async lock(
    transaction: TenantTransaction,
    tenantId: string,
    { isPatient }: { isPatient: boolean } = { isPatient: true },
  ): Promise<StoredSubscription | null> {
    const locked = isPatient
      ? await transaction.$queryRaw<
          unknown[]
        >`SELECT 1 FROM subscriptions WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`
      : await transaction.$queryRaw<
          unknown[]
        >`SELECT 1 FROM subscriptions WHERE tenant_id = ${tenantId}::uuid FOR UPDATE SKIP LOCKED`;
    return locked.length === 0 ? null : read(transaction, tenantId);
  }

  async insert(transaction: TenantTransaction, tenantId: string, state: SubscriptionState): Promise<void> {
    await transaction.subscription.create({ data: { tenantId, ...columnsOf(state) }, select: { tenantId: true } });
  }

  async save(transaction: TenantTransaction, tenantId: string, state: SubscriptionState): Promise<void> {
    await transaction.subscription.update({
      where: { tenantId },
      data: columnsOf(state),
      select: { tenantId: true },
    });
  }

  /** Writes down a period that has ended. The database refuses a second one with the same beginning. */
  async insertPeriod(
    transaction: TenantTransaction,
    tenantId: string,
    period: ClosedPeriod,
  ): Promise<StoredOwedPeriod> {
    const { start, end, planCode, feeMicros } = period;
    const operationId = reportId(end.getTime(), tenantId, 'subscription', start.toISOString());
    await transaction.subscriptionPeriod.create({
      data: {
        tenantId,
        operationId,
        periodStart: start,
        periodEnd: end,
        planCode,
        segments: period.segments.map(toJson),
        feeMicros,
      },
      select: { operationId: true },
    });
    return { start, end, planCode, feeMicros, operationId };
  }

  async markPaid(transaction: TenantTransaction, tenantId: string, operationId: string, paidAt: Date): Promise<void> {
    await transaction.subscriptionPeriod.update({
      where: { tenantId_operationId: { tenantId, operationId }, paidAt: null },
      data: { paidAt },
      select: { operationId: true },
    });
  }

  /** Tenants whose period has ended, or who can pay what they owe; by id, after `afterId`. */
  async findDue(now: Date, afterId: string, take: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ tenantId: string }>(
      `SELECT due.tenant_id AS "tenantId"
         FROM (SELECT s.tenant_id FROM subscriptions s
                WHERE s.fee_since IS NOT NULL AND s.grace_until IS NULL AND s.period_end <= $1
                UNION
               SELECT p.tenant_id FROM subscription_periods p
                 JOIN accounts a ON a.tenant_id = p.tenant_id AND a.kind = 'available'
                WHERE p.paid_at IS NULL AND p.fee_micros <= a.balance_micros) due
        WHERE due.tenant_id > $2
        ORDER BY due.tenant_id
        LIMIT $3`,
      [now, afterId, take],
    );
    return rows.map(({ tenantId }) => tenantId);
  }

  /** Has the job look at the tenant as soon as the transaction has ended. */
  async enqueueRenewal(transaction: TenantTransaction, tenantId: string): Promise<void> {
    await transaction.$executeRaw`SELECT enqueue_jobs(${renewalJobOf(tenantId)}::json)`;
  }

  /**
   * Keeps what a plan has cost until now for the tenants that hold it, before its monthly fee is changed.
   * The plan must be locked.
   */
  async keepFee(
    transaction: TenantTransaction,
    plan: { code: string; monthlyFeeMicros: bigint },
    now: Date,
  ): Promise<void> {
    await transaction.$executeRaw`
      UPDATE subscriptions
         SET segments = segments || jsonb_build_array(jsonb_build_object(
               'planCode', plan_code, 'monthlyFeeMicros', ${plan.monthlyFeeMicros.toString()}::text,
               'from', to_jsonb(fee_since), 'to', to_jsonb(${now}::timestamptz))),
             fee_since = ${now}::timestamptz
       WHERE plan_code = ${plan.code} AND fee_since < ${now}::timestamptz`;
  }
}

/** The job that looks at a tenant, as `enqueue_jobs` takes it: one is enough, however many ask for it. */
export function renewalJobOf(tenantId: string): string {
  return JSON.stringify([{ identifier: RENEWAL_JOB, payload: { tenantId }, key: `renew:${tenantId}` }]);
}

async function read(transaction: TenantTransaction, tenantId: string): Promise<StoredSubscription | null> {
  const row = await transaction.subscription.findUnique({ where: { tenantId }, select: COLUMNS });
  if (!row) return null;
  const owed = await transaction.subscriptionPeriod.findMany({
    where: { tenantId, paidAt: null },
    select: { operationId: true, periodStart: true, periodEnd: true, planCode: true, feeMicros: true },
    orderBy: { periodEnd: 'asc' },
  });
  return {
    state: {
      planCode: row.planCode,
      monthlyFeeMicros: row.plan.monthlyFeeMicros,
      period: { start: row.periodStart, end: row.periodEnd },
      anchorDay: row.anchorDay ?? row.periodStart.getUTCDate(),
      renews: row.renews,
      segments: (row.segments as unknown as SegmentJson[]).map(fromJson),
      feeSince: row.feeSince,
      graceUntil: row.graceUntil,
    },
    owed: owed.map(({ periodStart: start, periodEnd: end, ...rest }) => ({ start, end, ...rest })),
    tenantStatus: row.tenant.status,
  };
}

function columnsOf(state: SubscriptionState) {
  return {
    planCode: state.planCode,
    periodStart: state.period.start,
    periodEnd: state.period.end,
    renews: state.renews,
    anchorDay: state.anchorDay,
    segments: state.segments.map(toJson),
    feeSince: state.feeSince,
    graceUntil: state.graceUntil,
  };
}

function toJson({ planCode, monthlyFeeMicros, from, to }: PlanSegment): SegmentJson & Record<string, string> {
  return { planCode, monthlyFeeMicros: monthlyFeeMicros.toString(), from: from.toISOString(), to: to.toISOString() };
}

function fromJson({ planCode, monthlyFeeMicros, from, to }: SegmentJson): PlanSegment {
  return { planCode, monthlyFeeMicros: BigInt(monthlyFeeMicros), from: new Date(from), to: new Date(to) };
}
