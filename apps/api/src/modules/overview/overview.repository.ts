import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { PACE_DAYS, type DayUsage, type WalletFacts } from './overview';
import type { OverviewFailureView, OverviewNumberView } from './overview.dto';

/** What a tenant has done of what there is to do at first. */
export interface OnboardingFacts {
  hasPhoneNumber: boolean;
  hasApiKey: boolean;
  hasSentTest: boolean;
  hasWebhookEndpoint: boolean;
  hasToppedUp: boolean;
}

/** An endpoint with its newest delivery. */
export interface EndpointFacts {
  id: string;
  url: string;
  status: string;
  disabledReason: string | null;
  failingSince: Date | null;
  event: string | null;
  deliveryStatus: string | null;
  deliveredAt: Date | null;
}

/** As usage keeps it: values of the dimensions, messages, platform fee, Meta fee, markup. */
type Cell = [values: string[], messages: number, platformFee: string, metaFee: string, markup: string];

const FAILURES_LOOKED_AT = 10_000;
const REASONS_MAX = 10;
const NUMBERS_MAX = 50;

/**
 * Reads what a tenant's first page shows. Each query reads a bounded number of rows by an index, however much the tenant has sent. They
 * run on connections that serve all tenants: someone waits, and a transaction each would take four round trips.
 */
@Injectable()
export class OverviewRepository {
  constructor(private readonly database: Database) {}

  /** Whoever sends has usage counted; until that has been done the hour is marked. Nobody spends before they were given something, so that is among the first transfers. */
  async findOnboarding(tenantId: string): Promise<OnboardingFacts> {
    const { rows } = await this.database.pool.query<OnboardingFacts>(
      `SELECT EXISTS (SELECT FROM phone_numbers p WHERE p.tenant_id = $1 AND p.deleted_at IS NULL) AS "hasPhoneNumber",
              EXISTS (SELECT FROM api_keys k WHERE k.tenant_id = $1 AND k.revoked_at IS NULL) AS "hasApiKey",
              EXISTS (SELECT FROM usage_summaries u WHERE u.tenant_id = $1)
                OR EXISTS (SELECT FROM usage_marks m WHERE m.tenant_id = $1) AS "hasSentTest",
              EXISTS (SELECT FROM webhook_endpoints e WHERE e.tenant_id = $1 AND e.status <> 'deleted') AS "hasWebhookEndpoint",
              EXISTS (SELECT FROM (SELECT f.from_kind FROM transfers f WHERE f.tenant_id = $1 ORDER BY f.id LIMIT 100) f
                       WHERE f.from_kind IN ('cash', 'adjustments'))
                AS "hasToppedUp"`,
      [tenantId],
    );
    return rows[0] as OnboardingFacts;
  }

  /** Null when there is no such tenant. */
  async findWallet(tenantId: string, now: Date): Promise<WalletFacts | null> {
    const { rows } = await this.database.pool.query<
      Record<'available' | 'reserved' | 'threshold' | 'platformFee' | 'recentSpend', string> & {
        currency: string;
        openedAt: Date;
      }
    >(
      `SELECT t.currency, t.created_at AS "openedAt", t.low_balance_threshold_micros AS threshold, a.balance_micros AS available,
              r.balance_micros AS reserved, coalesce(p.platform_fee_micros, 0) AS "platformFee",
              (SELECT coalesce(sum((u.cells -> 0 ->> 2)::bigint + (u.cells -> 0 ->> 3)::bigint + (u.cells -> 0 ->> 4)::bigint), 0)
                 FROM usage_summaries u
                WHERE u.tenant_id = t.id AND u.granularity = 'hour' AND u.dimensions = ''
                  AND u.bucket > $2::timestamptz - make_interval(days => $3) AND u.bucket <= $2) AS "recentSpend"
         FROM tenants t
         JOIN accounts a ON a.tenant_id = t.id AND a.kind = 'available' AND a.currency = t.currency
         JOIN accounts r ON r.tenant_id = t.id AND r.kind = 'reserved' AND r.currency = t.currency
         LEFT JOIN subscriptions s ON s.tenant_id = t.id
         LEFT JOIN plans p ON p.code = s.plan_code
        WHERE t.id = $1`,
      [tenantId, now, PACE_DAYS],
    );
    const [row] = rows;
    if (!row) return null;
    return {
      currency: row.currency,
      openedAt: row.openedAt,
      availableMicros: BigInt(row.available),
      reservedMicros: BigInt(row.reserved),
      thresholdMicros: BigInt(row.threshold),
      platformFeeMicros: BigInt(row.platformFee),
      recentSpendMicros: BigInt(row.recentSpend),
    };
  }

  /** The days from `from` on that have any usage, in order. */
  async listDays(tenantId: string, from: Date): Promise<DayUsage[]> {
    const { rows } = await this.database.pool.query<{ dayMs: number; cells: Cell[] }>(
      `SELECT extract(epoch FROM u.bucket)::float8 * 1000 AS "dayMs", u.cells FROM usage_summaries u
        WHERE u.tenant_id = $1 AND u.granularity = 'day' AND u.dimensions = 'status' AND u.bucket >= $2 ORDER BY u.bucket`,
      [tenantId, from],
    );
    return rows.map(({ dayMs, cells }) => ({
      dayMs,
      byStatus: cells.map(([[status = ''], messages, platformFee, metaFee, markup]) => ({
        status,
        messages,
        spendMicros: BigInt(platformFee) + BigInt(metaFee) + BigInt(markup),
      })),
    }));
  }

  /** Why messages failed that were accepted from `from` on, most frequent first. */
  async listFailures(tenantId: string, from: Date): Promise<OverviewFailureView[]> {
    const { rows } = await this.database.pool.query<OverviewFailureView>(
      `SELECT m.error ->> 'code' AS code, max(m.error ->> 'title') AS title, count(*)::int AS count
         FROM (SELECT error FROM messages
                WHERE tenant_id = $1 AND id >= uuidv7_floor($2) AND status = 'failed' AND direction = 'outbound' AND NOT sandbox
                ORDER BY id DESC LIMIT $3) m
        GROUP BY m.error ->> 'code' ORDER BY count(*) DESC, 1 LIMIT $4`,
      [tenantId, from, FAILURES_LOOKED_AT, REASONS_MAX],
    );
    return rows;
  }

  listNumbers(tenantId: string): Promise<OverviewNumberView[]> {
    return this.database.platform.phoneNumber.findMany({
      where: { tenantId, deletedAt: null },
      select: {
        id: true,
        phoneNumberId: true,
        displayPhoneNumber: true,
        verifiedName: true,
        status: true,
        qualityRating: true,
        health: true,
      },
      orderBy: { id: 'desc' },
      take: NUMBERS_MAX,
    });
  }

  async listEndpoints(tenantId: string): Promise<EndpointFacts[]> {
    const { rows } = await this.database.pool.query<EndpointFacts>(
      `SELECT e.id, e.url, e.status, e.disabled_reason AS "disabledReason", e.failing_since AS "failingSince",
              d.event_type AS event, d.status AS "deliveryStatus", d.created_at AS "deliveredAt"
         FROM webhook_endpoints e
         LEFT JOIN LATERAL (SELECT w.event_type, w.status, w.created_at FROM webhook_deliveries w
                             WHERE w.tenant_id = e.tenant_id AND w.endpoint_id = e.id ORDER BY w.id DESC LIMIT 1) d ON true
        WHERE e.tenant_id = $1 AND e.status <> 'deleted' ORDER BY e.id DESC`,
      [tenantId],
    );
    return rows;
  }
}
