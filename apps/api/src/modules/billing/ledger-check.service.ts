import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';

/** How many violations of one invariant are told; the rest is counted. */
const MAX_TOLD = 20;

/** What the check found about one invariant of the ledger. */
export interface InvariantResult {
  /** The invariant as a sentence. */
  invariant: string;
  ok: boolean;
  /** The first of what breaks it, for people. */
  violations: string[];
  /** How many break it in all. */
  violationCount: number;
}

interface Invariant {
  invariant: string;
  /** Gives a row with the column `violation` for each thing that breaks it. */
  sql: string;
}

/** What goes into (positive) and out of (negative) reserved money. */
const INTO_RESERVED = `CASE WHEN t.to_kind = 'reserved' THEN t.amount_micros ELSE 0 END - CASE WHEN t.from_kind = 'reserved' THEN t.amount_micros ELSE 0 END`;

/** Where money of a message goes to that is no longer its tenant's. */
const PLATFORM_KINDS = "'platform_fees', 'meta_fees', 'adjustments'";

const INVARIANTS: readonly Invariant[] = [
  {
    invariant: "Every account's balance is the sum of its transfers",
    sql: `
      WITH flows AS (
        SELECT t.tenant_id, t.from_kind, t.to_kind, t.currency, sum(t.amount_micros) AS micros FROM transfers t GROUP BY 1, 2, 3, 4),
      sums AS (
        SELECT account_owner(f.tenant_id, side.kind) AS tenant_id, side.kind, f.currency, sum(side.micros) AS micros
          FROM flows f, LATERAL (VALUES (f.from_kind, -f.micros), (f.to_kind, f.micros)) AS side(kind, micros) GROUP BY 1, 2, 3)
      SELECT format('account %s of %s in %s: balance %s, transfers %s', kind, tenant_id, currency,
                    coalesce(a.balance_micros::text, 'none'), coalesce(s.micros, 0)) AS violation
        FROM accounts a FULL JOIN sums s USING (tenant_id, kind, currency)
       WHERE a.balance_micros IS DISTINCT FROM coalesce(s.micros, 0)`,
  },
  {
    invariant: 'The balances of all accounts of a currency sum to zero',
    sql: `
      SELECT format('%s: the balances sum to %s', a.currency, sum(a.balance_micros)) AS violation
        FROM accounts a GROUP BY a.currency HAVING sum(a.balance_micros) <> 0`,
  },
  {
    invariant: 'No balance of a tenant is below zero',
    sql: `
      SELECT format('account %s of %s in %s: balance %s', a.kind, a.tenant_id, a.currency, a.balance_micros) AS violation
        FROM accounts a WHERE a.kind IN ('available', 'reserved') AND a.balance_micros < 0`,
  },
  {
    invariant: 'Every transfer moves more than nothing between two accounts',
    sql: `
      SELECT format('transfer %s of %s: %s micro-units from %s to %s', t.id, t.tenant_id, t.amount_micros, t.from_kind, t.to_kind) AS violation
        FROM transfers t WHERE t.amount_micros <= 0 OR t.from_kind = t.to_kind`,
  },
  {
    invariant: 'No operation key is used twice',
    sql: `
      SELECT format('step %s of operation %s of %s: %s transfers', t.step, t.operation_id, t.tenant_id, count(*)) AS violation
        FROM transfers t GROUP BY t.tenant_id, t.operation_id, t.step HAVING count(*) > 1`,
  },
  {
    invariant: 'Reserved money is the sum of what messages hold',
    sql: `
      WITH held AS (
        SELECT m.tenant_id, m.currency, sum(m.held_micros) AS micros FROM messages m WHERE m.held_micros > 0 GROUP BY 1, 2)
      SELECT format('%s in %s: reserved %s, held by messages %s', tenant_id, currency, coalesce(a.balance_micros, 0), coalesce(h.micros, 0)) AS violation
        FROM (SELECT * FROM accounts WHERE kind = 'reserved') a FULL JOIN held h USING (tenant_id, currency)
       WHERE coalesce(a.balance_micros, 0) <> coalesce(h.micros, 0)`,
  },
  {
    invariant: 'Reserved money is the sum of open reservations, none of which gave out more than it took',
    sql: `
      WITH open AS (
        SELECT t.tenant_id, t.operation_id, t.currency, sum(${INTO_RESERVED}) AS micros
          FROM transfers t WHERE 'reserved' IN (t.from_kind, t.to_kind) GROUP BY 1, 2, 3 HAVING sum(${INTO_RESERVED}) <> 0),
      sums AS (
        SELECT o.tenant_id, o.currency, sum(o.micros) AS micros FROM open o WHERE o.micros > 0 GROUP BY 1, 2)
      SELECT format('operation %s of %s: gave out %s more than it had reserved', o.operation_id, o.tenant_id, -o.micros) AS violation
        FROM open o WHERE o.micros < 0
       UNION ALL
      SELECT format('%s in %s: reserved %s, open reservations %s', tenant_id, currency, coalesce(a.balance_micros, 0), coalesce(s.micros, 0))
        FROM (SELECT * FROM accounts WHERE kind = 'reserved') a FULL JOIN sums s USING (tenant_id, currency)
       WHERE coalesce(a.balance_micros, 0) <> coalesce(s.micros, 0)`,
  },
  {
    invariant: 'What every message holds and was charged is what its transfers moved',
    sql: `
      WITH moved AS (
        SELECT t.tenant_id, t.operation_id AS id,
               sum(${INTO_RESERVED}) AS held,
               coalesce(sum(t.amount_micros) FILTER (WHERE t.step = 'platform_fee'), 0) AS platform_fee,
               coalesce(sum(CASE t.to_kind WHEN 'meta_fees' THEN t.amount_micros ELSE -t.amount_micros END)
                 FILTER (WHERE t.step LIKE 'meta_fee%'), 0) AS meta_fee,
               coalesce(sum(CASE t.to_kind WHEN 'platform_fees' THEN t.amount_micros ELSE -t.amount_micros END)
                 FILTER (WHERE t.step LIKE 'markup%'), 0) AS markup
          FROM transfers t WHERE t.for_message GROUP BY 1, 2),
      kept AS (
        SELECT m.tenant_id, m.id, m.held_micros, m.platform_fee_micros, m.meta_fee_micros, m.markup_micros
          FROM messages m WHERE m.direction = 'outbound')
      SELECT CASE WHEN k.held_micros IS NULL THEN format('message %s of %s is missing, but has transfers', id, tenant_id)
             ELSE format('message %s of %s: held %s, platform fee %s, Meta fee %s, markup %s; by transfers %s, %s, %s, %s', id, tenant_id,
                         k.held_micros, k.platform_fee_micros, k.meta_fee_micros, k.markup_micros,
                         coalesce(v.held, 0), coalesce(v.platform_fee, 0), coalesce(v.meta_fee, 0), coalesce(v.markup, 0)) END AS violation
        FROM kept k FULL JOIN moved v USING (tenant_id, id)
       WHERE k.held_micros IS DISTINCT FROM coalesce(v.held, 0) OR k.platform_fee_micros <> coalesce(v.platform_fee, 0)
          OR k.meta_fee_micros <> coalesce(v.meta_fee, 0) OR k.markup_micros <> coalesce(v.markup, 0)`,
  },
  {
    invariant: 'Every line of a statement follows from the one before it',
    sql: `
      WITH lines AS (
        SELECT t.tenant_id, t.id, t.total_after_micros,
               CASE WHEN t.to_kind IN ('available', 'reserved') THEN t.amount_micros ELSE 0 END
             - CASE WHEN t.from_kind IN ('available', 'reserved') THEN t.amount_micros ELSE 0 END AS change,
               coalesce(lag(t.total_after_micros) OVER (PARTITION BY t.tenant_id, t.currency ORDER BY t.id), 0) AS before
          FROM transfers t)
      SELECT format('transfer %s of %s: %s and then %s make %s', l.id, l.tenant_id, l.before, l.change, l.total_after_micros) AS violation
        FROM lines l WHERE l.total_after_micros <> l.before + l.change`,
  },
  {
    invariant: 'Every period of a subscription is charged once, when it is paid, and no two of a tenant overlap',
    sql: `
      WITH charged AS (
        SELECT t.tenant_id, t.operation_id, sum(t.amount_micros) AS micros FROM transfers t WHERE t.step = 'subscription' GROUP BY 1, 2),
      periods AS (
        SELECT p.*, max(p.period_end) OVER (PARTITION BY p.tenant_id ORDER BY p.period_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM subscription_periods p)
      SELECT format('operation %s of %s: a period for %s, paid %s; by transfers %s', operation_id, tenant_id,
                    coalesce(p.fee_micros::text, 'none'), coalesce(p.paid_at::text, 'never'), coalesce(c.micros, 0)) AS violation
        FROM periods p FULL JOIN charged c USING (tenant_id, operation_id)
       WHERE coalesce(c.micros, 0) <> CASE WHEN p.paid_at IS NULL THEN 0 ELSE p.fee_micros END
       UNION ALL
      SELECT format('period from %s of %s begins before %s, when one before it ends', p.period_start, p.tenant_id, p.before)
        FROM periods p WHERE p.period_start < p.before
       UNION ALL
      SELECT format('the present period of %s begins at %s, but was charged until %s', s.tenant_id, s.period_start, max(p.period_end))
        FROM subscriptions s JOIN subscription_periods p USING (tenant_id)
       WHERE s.fee_since IS NOT NULL GROUP BY s.tenant_id, s.period_start HAVING max(p.period_end) > s.period_start`,
  },
  {
    invariant: 'Every refund is a transfer, and those of a message are at most what its tenant has paid for it',
    sql: `
      SELECT format('refund %s of %s: %s micro-units; by transfers %s', r.operation_id, r.tenant_id, r.amount_micros, coalesce(t.amount_micros, 0)) AS violation
        FROM refunds r
        LEFT JOIN (SELECT * FROM transfers WHERE step = 'refund') t USING (tenant_id, operation_id)
       WHERE t.amount_micros IS DISTINCT FROM r.amount_micros
       UNION ALL
      SELECT format('message %s of %s: paid %s, refunded %s', b.message_id, b.tenant_id, coalesce(p.micros, 0), b.micros)
        FROM (SELECT r.tenant_id, r.message_id, sum(r.amount_micros) AS micros FROM refunds r GROUP BY 1, 2) b
        -- What was charged, less what the platform paid of it: its help, and corrections of refunds, which lower both sides.
        LEFT JOIN (SELECT t.tenant_id, t.operation_id AS message_id,
                          sum(CASE WHEN t.to_kind IN (${PLATFORM_KINDS}) THEN t.amount_micros ELSE -t.amount_micros END) AS micros
                     FROM transfers t
                    WHERE t.for_message AND (t.to_kind IN (${PLATFORM_KINDS}) OR t.from_kind IN (${PLATFORM_KINDS})) GROUP BY 1, 2) p USING (tenant_id, message_id)
       WHERE b.micros > coalesce(p.micros, 0)`,
  },
];

/**
 * Proves the invariants of the ledger (architecture, "Money") on any database, also while messages flow: all queries see one
 * and the same moment. Each is one pass over whole tables, so that millions of transfers take seconds.
 */
@Injectable()
export class LedgerCheck {
  /** @param pool connections that see all tenants, such as `Database.pool` */
  async run(pool: Pool): Promise<InvariantResult[]> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // Whole-table aggregates: worth memory, parallel workers and the partitions' common bounds.
      await client.query(
        "SET LOCAL work_mem = '128MB'; SET LOCAL enable_partitionwise_aggregate = on; SET LOCAL jit = off; SET LOCAL statement_timeout = '15min'",
      );
      const results: InvariantResult[] = [];
      for (const invariant of INVARIANTS) results.push(await check(client, invariant));
      await client.query('COMMIT');
      client.release();
      return results;
    } catch (error) {
      // The transaction is in an unknown state: the connection goes with it.
      client.release(true);
      throw error;
    }
  }
}

async function check(client: PoolClient, { invariant, sql }: Invariant): Promise<InvariantResult> {
  const { rows } = await client.query<{ violation: string; total: string }>(
    `SELECT found.violation, count(*) OVER () AS total FROM (${sql}) found LIMIT ${MAX_TOLD}`,
  );
  return {
    invariant,
    ok: rows.length === 0,
    violations: rows.map(({ violation }) => violation),
    violationCount: Number(rows[0]?.total ?? 0),
  };
}
