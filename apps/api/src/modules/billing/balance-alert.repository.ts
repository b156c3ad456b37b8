import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { encodeTenantEvents, type TenantEvent } from '../../events/tenant-event';
import type { BalanceFacts, BalanceState } from './balance-state';

/** A tenant as the watch over balances sees it. */
export interface WatchedBalance extends BalanceFacts {
  tenantId: string;
  name: string;
  currency: string;
  /** What the tenant was last told. */
  state: BalanceState;
}

/** A change of state with all that follows from it. */
export interface StateChange {
  tenantId: string;
  before: BalanceState;
  after: BalanceState;
  event: TenantEvent | null;
  jobs: readonly { identifier: string; payload: unknown }[];
}

/** Who is written to about money. */
const MAILED_ROLES = ['owner', 'admin', 'billing'];

interface Row {
  tenantId: string;
  name: string;
  currency: string;
  state: BalanceState;
  available: string;
  threshold: string;
  platformFee: string;
}

/** Watches the balances of all tenants. */
@Injectable()
export class BalanceAlertRepository {
  constructor(private readonly database: Database) {}

  /** Balances that are not in the state that their tenant was told; the rule is that of `balanceStateOf`. */
  async findChanged(take: number): Promise<WatchedBalance[]> {
    const { rows } = await this.database.pool.query<Row>(
      `SELECT t.id AS "tenantId", t.name, t.currency, t.balance_state AS state, a.balance_micros AS available,
              t.low_balance_threshold_micros AS threshold, coalesce(p.platform_fee_micros, 0) AS "platformFee"
         FROM tenants t
         JOIN accounts a ON a.tenant_id = t.id AND a.kind = 'available' AND a.currency = t.currency
         LEFT JOIN subscriptions s ON s.tenant_id = t.id
         LEFT JOIN plans p ON p.code = s.plan_code
        WHERE t.status <> 'closed'
          AND t.balance_state <> CASE WHEN a.balance_micros <= 0 OR a.balance_micros < coalesce(p.platform_fee_micros, 0) THEN 'depleted'
                                      WHEN a.balance_micros < t.low_balance_threshold_micros THEN 'low' ELSE 'ok' END
        LIMIT $1`,
      [take],
    );
    return rows.map(({ available, threshold, platformFee, ...row }) => ({
      ...row,
      availableMicros: BigInt(available),
      thresholdMicros: BigInt(threshold),
      platformFeeMicros: BigInt(platformFee),
    }));
  }

  /** E-mail addresses of the members who look after money. */
  async findMailed(tenantId: string): Promise<string[]> {
    const rows = await this.database.platform.membership.findMany({
      where: { tenantId, role: { in: MAILED_ROLES }, user: { disabledAt: null } },
      select: { user: { select: { email: true } } },
      orderBy: { userId: 'asc' },
      take: 100,
    });
    return rows.map(({ user }) => user.email);
  }

  /** Writes the state with the event and the letters. False when another process was faster. */
  apply(change: StateChange): Promise<boolean> {
    return this.database.tenant(change.tenantId, async (transaction) => {
      const { count } = await transaction.tenant.updateMany({
        where: { id: change.tenantId, balanceState: change.before },
        data: { balanceState: change.after },
      });
      if (count === 0) return false;
      if (change.event)
        await transaction.$executeRaw`SELECT publish_events(${encodeTenantEvents([{ event: change.event }])}::json)`;
      if (change.jobs.length > 0)
        await transaction.$executeRaw`SELECT enqueue_jobs(${JSON.stringify(change.jobs)}::json)`;
      return true;
    });
  }
}
