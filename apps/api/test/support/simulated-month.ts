import { uuidv7 } from '@switchboard/contracts';
import { Client } from 'pg';
import type { TestDatabase } from './test-database';
import { openTestTenant, type TestTenant } from './test-tenant';

export interface SimulatedMonth {
  tenant: TestTenant;
  /** The month's beginning and end (not included). */
  from: Date;
  to: Date;
}

export interface SimulationOptions {
  messages: number;
  /** Chooses who writes to whom, when, and what becomes of it: 0 to 1. */
  seed: number;
  /** What is paid in before the month begins, and in its middle. */
  openingMicros?: bigint;
  topUpMicros?: bigint;
}

/** The first instant of the calendar month (UTC) that is `back` months before this one. */
export function monthsAgo(back: number, now: Date = new Date()): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back));
}

/**
 * A tenant's last month, written by SQL as the services would have written it: messages with their transfers and the balances that
 * follow, every hour marked to be counted. Three numbers, three keys (or none), twenty countries, four categories; messages are read,
 * delivered, failed or still on their way. Deliveries take up to half a day, some of them into the next month; a few were corrected. There are top-ups, a
 * subscription, adjustments either way, a refund and the platform's help.
 */
export async function simulateMonth(test: TestDatabase, options: SimulationOptions): Promise<SimulatedMonth> {
  const tenant = await openTestTenant(test, { availableMicros: 0n });
  const [from, to] = [monthsAgo(1), monthsAgo(0)];
  const { openingMicros = 1_000_000_000n, topUpMicros = 1_000_000_000_000n } = options;
  const client = new Client({ connectionString: test.url });
  await client.connect();
  try {
    await client.query("BEGIN; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off");
    await client.query('SELECT setseed($1)', [options.seed]);
    await client.query(MESSAGES, [options.messages, from, to, tenant.metaPhoneNumberId, tenant.apiKeyId, uuidv7()]);
    await client.query(MOVES, [from, to, openingMicros, topUpMicros]);
    await client.query(INSERT_MESSAGES, [tenant.id, tenant.phoneNumberId]);
    await client.query(INSERT_TRANSFERS, [tenant.id]);
    await client.query(LOCK_ACCOUNTS, [tenant.id]);
    await client.query(UPDATE_ACCOUNTS, [tenant.id]);
    await client.query(PERIOD, [tenant.id]);
    await client.query(REFUND, [tenant.id]);
    await client.query(MARKS, [tenant.id]);
    await client.query('COMMIT');
    await client.query('ANALYZE messages; ANALYZE transfers');
  } finally {
    await client.end();
  }
  return { tenant, from, to };
}

/** Ids as uuidv7() makes them, but in the order of `n` within a millisecond. */
const ID = (at: string, n: string): string =>
  `(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0') || '7000' || '8' || lpad(to_hex(${n}), 15, '0'))::uuid`;

/** $1 messages from $2 to $3, of the number $4 and two more, by the key $5, another ($6) or none. */
const MESSAGES = `
  CREATE TEMP TABLE sim ON COMMIT DROP AS
  SELECT n, at, ${ID('at', 'n')} AS id, number, key, category, country, status, platform_fee, meta_fee, markup,
         CASE status WHEN 'failed' THEN 0 WHEN 'submitted' THEN 0 ELSE meta_fee END AS charged_meta_fee,
         CASE status WHEN 'failed' THEN 0 WHEN 'submitted' THEN 0 ELSE markup END AS charged_markup,
         at + settles * interval '12 hours' AS settled_at, is_corrected AND status IN ('read', 'delivered') AS is_corrected
    FROM (SELECT n, at, number, key, category, country, status, 1000 AS platform_fee, fee AS meta_fee, fee / 10 AS markup, settles, is_corrected
            FROM (SELECT n, date_trunc('milliseconds', $2::timestamptz + random() * ($3::timestamptz - $2::timestamptz)) AS at,
                         (ARRAY[$4, 'second of ' || $4, 'third of ' || $4])[1 + floor(3 * power(random(), 2))] AS number,
                         (ARRAY[$5::uuid, $6::uuid, NULL])[1 + floor(3 * power(random(), 2))] AS key,
                         (ARRAY['marketing', 'utility', 'authentication', 'service'])[1 + floor(4 * power(random(), 1.5))] AS category,
                         (ARRAY['TR', 'DE', 'IN', 'BR', 'US', 'GB', 'FR', 'ES', 'IT', 'MX', 'ID', 'AR', 'CO', 'SA', 'AE', 'EG', 'NG', 'ZA', 'PK', 'MY'])
                           [1 + floor(20 * power(random(), 3))] AS country,
                         (ARRAY['read', 'delivered', 'failed', 'submitted'])[1 + floor(4 * power(random(), 3))] AS status,
                         1 + floor(random() * 90000)::bigint AS fee, power(random(), 12) AS settles, random() < 0.01 AS is_corrected
                    FROM generate_series(1, $1::int) AS n OFFSET 0) chosen) priced`;

/** What a message was charged in the end. */
const CHARGED =
  's.platform_fee + s.charged_meta_fee + s.charged_markup - CASE WHEN s.is_corrected THEN s.meta_fee / 2 ELSE 0 END';

/** Every movement in its order. $1 to $2 is the month; $3 is paid in before it, $4 in its middle. */
const MOVES = `
  CREATE TEMP TABLE moves ON COMMIT DROP AS
  SELECT x.*, row_number() OVER (ORDER BY date_trunc('milliseconds', x.at), x.rank) AS n
    FROM (SELECT s.id AS operation_id, m.step, m.at, m.rank, m.from_kind, m.to_kind, m.amount::bigint, true AS for_message
            FROM sim s,
                 LATERAL (VALUES
                   ('reserve', s.at, 1, 'available', 'reserved', s.platform_fee + s.meta_fee + s.markup),
                   ('platform_fee', s.at + interval '1 second', 2, 'reserved', 'platform_fees', s.platform_fee),
                   ('meta_fee', s.settled_at + interval '2 seconds', 3, 'reserved', 'meta_fees', s.charged_meta_fee),
                   ('markup', s.settled_at + interval '2 seconds', 4, 'reserved', 'platform_fees', s.charged_markup),
                   ('release', s.settled_at + interval '2 seconds', 5, 'reserved', 'available',
                     CASE s.status WHEN 'failed' THEN s.meta_fee + s.markup ELSE 0 END),
                   -- Half of Meta's fee was wrong: it goes back.
                   ('meta_fee_correction_read', s.settled_at + interval '1 hour', 6, 'meta_fees', 'reserved', CASE WHEN s.is_corrected THEN s.meta_fee / 2 ELSE 0 END),
                   ('release_correction_read', s.settled_at + interval '1 hour', 7, 'reserved', 'available', CASE WHEN s.is_corrected THEN s.meta_fee / 2 ELSE 0 END)
                 ) AS m(step, at, rank, from_kind, to_kind, amount)
           WHERE m.amount > 0
           UNION ALL
          SELECT uuidv7(), o.step, o.at, 8, o.from_kind, o.to_kind, o.amount, false
            FROM (VALUES
                   ('top_up', $1::timestamptz - interval '2 days', 'cash', 'available', $3::bigint),
                   ('top_up', $1::timestamptz, 'cash', 'available', $4::bigint),
                   ('subscription', $1::timestamptz + interval '10 days', 'available', 'platform_fees', 49000000),
                   ('adjustment', $1::timestamptz + interval '11 days', 'adjustments', 'available', 5000001),
                   ('adjustment', $1::timestamptz + interval '12 days', 'available', 'adjustments', 3),
                   ('refund', $1::timestamptz + interval '13 days', 'platform_fees', 'available',
                     (SELECT least(11900, max(${CHARGED})) FROM sim s)),
                   ('shortfall', $1::timestamptz + interval '14 days', 'adjustments', 'available', 77),
                   ('top_up', $2::timestamptz + interval '1 second', 'cash', 'available', 42)
                 ) AS o(step, at, from_kind, to_kind, amount)) x`;

const INSERT_MESSAGES = `
  INSERT INTO messages (tenant_id, id, direction, status, type, "to", "from", phone_number_id, meta_phone_number_id, api_key_id, payload,
                        category, market, country, currency, held_micros, quoted_platform_fee_micros, quoted_meta_fee_micros,
                        quoted_markup_micros, markup_bps, platform_fee_micros, meta_fee_micros, markup_micros, created_at)
  SELECT $1::uuid, s.id, 'outbound', s.status, 'text', '905321234567', '+1 555 0100', $2, s.number, s.key, '{"type":"text"}',
         s.category, s.country, s.country, 'USD', CASE s.status WHEN 'submitted' THEN s.meta_fee + s.markup ELSE 0 END,
         s.platform_fee, s.meta_fee, s.markup, 1000, s.platform_fee,
         s.charged_meta_fee - CASE WHEN s.is_corrected THEN s.meta_fee / 2 ELSE 0 END, s.charged_markup, s.at
    FROM sim s`;

const INSERT_TRANSFERS = `
  INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros, for_message, created_at)
  SELECT $1::uuid, m.operation_id, m.step, ${ID("date_trunc('milliseconds', m.at)", 'm.n')}, m.from_kind, m.to_kind, 'USD', m.amount,
         sum(CASE WHEN m.to_kind IN ('available', 'reserved') THEN m.amount ELSE 0 END
           - CASE WHEN m.from_kind IN ('available', 'reserved') THEN m.amount ELSE 0 END) OVER (ORDER BY m.n), m.for_message, m.at
    FROM moves m`;

/** In one order: several months may be simulated at once, and share the platform's accounts. */
const LOCK_ACCOUNTS = `
  SELECT FROM accounts a
   WHERE a.currency = 'USD' AND (a.tenant_id, a.kind) IN
         (SELECT account_owner($1, side.kind), side.kind FROM moves m, LATERAL (VALUES (m.from_kind), (m.to_kind)) AS side(kind))
   ORDER BY a.tenant_id, a.kind FOR UPDATE`;

const UPDATE_ACCOUNTS = `
  UPDATE accounts a SET balance_micros = a.balance_micros + s.micros
    FROM (SELECT account_owner($1, side.kind) AS tenant_id, side.kind, sum(side.amount) AS micros
            FROM moves m, LATERAL (VALUES (m.from_kind, -m.amount), (m.to_kind, m.amount)) AS side(kind, amount) GROUP BY 1, 2) s
   WHERE a.tenant_id = s.tenant_id AND a.kind = s.kind AND a.currency = 'USD'`;

/** What the subscription was charged for. */
const PERIOD = `
  INSERT INTO subscription_periods (tenant_id, operation_id, period_start, period_end, plan_code, segments, fee_micros, closed_at, paid_at)
  SELECT $1::uuid, m.operation_id, m.at - interval '1 month', m.at, 'PREMIUM', '[]', m.amount, m.at, m.at FROM moves m WHERE m.step = 'subscription'`;

/** What was given back, of the dearest message. */
const REFUND = `
  INSERT INTO refunds (tenant_id, operation_id, message_id, amount_micros)
  SELECT $1::uuid, m.operation_id, s.id, m.amount FROM moves m, (SELECT s.id FROM sim s ORDER BY ${CHARGED} DESC LIMIT 1) s WHERE m.step = 'refund'`;

const MARKS = `
  INSERT INTO usage_marks (tenant_id, hour)
  SELECT $1::uuid, date_trunc('hour', at, 'UTC') FROM sim UNION SELECT $1::uuid, date_trunc('hour', at, 'UTC') FROM moves WHERE for_message
  ON CONFLICT DO NOTHING`;
