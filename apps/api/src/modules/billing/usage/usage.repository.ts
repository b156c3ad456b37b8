import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import type { UsageAmounts, UsageSummary } from './usage-buckets';
import type { UsagePiece } from './usage-range';

/** A tenant as a report over all of them names it. */
export interface UsageTenant {
  id: string;
  name: string;
  currency: string;
}

/** What all tenants of a currency sent and were charged. */
export interface CurrencyUsage extends UsageAmounts {
  currency: string;
}

/** Reads what usage has been summed up to. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /**
   * The first `take` summaries of a tenant in the order of time. `dimensions` as summaries name them: `category,country`. In one
   * round trip, on a connection that serves all tenants: someone looks at a chart and waits.
   */
  async listSummaries(
    tenantId: string,
    dimensions: string,
    pieces: readonly UsagePiece[],
    take: number,
  ): Promise<UsageSummary[]> {
    const { rows } = await this.database.pool.query<UsageSummary>(
      `SELECT extract(epoch FROM s.bucket)::float8 * 1000 AS "bucketMs", s.cells
         FROM unnest($3::text[], $4::bigint[], $5::bigint[]) WITH ORDINALITY AS p(source, from_ms, to_ms, position),
              LATERAL (SELECT u.bucket, u.cells FROM usage_summaries u
                        WHERE u.tenant_id = $1 AND u.granularity = p.source AND u.dimensions = $2
                          AND u.bucket >= to_timestamp(p.from_ms / 1000.0) AND u.bucket < to_timestamp(p.to_ms / 1000.0)
                        ORDER BY u.bucket LIMIT $6) s
        ORDER BY p.position, s.bucket LIMIT $6`,
      [tenantId, dimensions, ...columnsOf(pieces), take],
    );
    return rows;
  }

  /** The next tenants by id that used anything in a range. */
  listTenants(
    pieces: readonly UsagePiece[],
    after: { afterId?: string; fromId?: string },
    take: number,
  ): Promise<UsageTenant[]> {
    const [sources, froms, tos] = columnsOf(pieces);
    const { afterId = null, fromId = null } = after;
    return this.database.platform.$queryRaw<UsageTenant[]>`
      SELECT t.id::text, t.name, t.currency FROM tenants t
       WHERE (${afterId}::uuid IS NULL OR t.id > ${afterId}::uuid) AND (${fromId}::uuid IS NULL OR t.id >= ${fromId}::uuid)
         AND EXISTS (SELECT FROM unnest(${sources}::text[], ${froms}::bigint[], ${tos}::bigint[]) AS p(source, from_ms, to_ms),
                            LATERAL (SELECT FROM usage_summaries u
                                      WHERE u.tenant_id = t.id AND u.granularity = p.source AND u.dimensions = ''
                                        AND u.bucket >= to_timestamp(p.from_ms / 1000.0) AND u.bucket < to_timestamp(p.to_ms / 1000.0)
                                      LIMIT 1) found)
       ORDER BY t.id LIMIT ${take}`;
  }

  /** The sums of a range over all tenants, by currency. */
  async totals(pieces: readonly UsagePiece[]): Promise<CurrencyUsage[]> {
    const [sources, froms, tos] = columnsOf(pieces);
    const rows = await this.database.platform.$queryRaw<Record<'currency' | keyof UsageAmounts, string>[]>`
      SELECT t.currency, sum((u.cells -> 0 ->> 1)::bigint)::text AS messages, sum((u.cells -> 0 ->> 2)::bigint)::text AS "platformFeeMicros",
             sum((u.cells -> 0 ->> 3)::bigint)::text AS "metaFeeMicros", sum((u.cells -> 0 ->> 4)::bigint)::text AS "markupMicros"
        FROM unnest(${sources}::text[], ${froms}::bigint[], ${tos}::bigint[]) AS p(source, from_ms, to_ms), tenants t,
             LATERAL (SELECT s.cells FROM usage_summaries s
                       WHERE s.tenant_id = t.id AND s.granularity = p.source AND s.dimensions = ''
                         AND s.bucket >= to_timestamp(p.from_ms / 1000.0) AND s.bucket < to_timestamp(p.to_ms / 1000.0)
                      OFFSET 0) u
       GROUP BY t.currency ORDER BY t.currency`;
    return rows.map((row) => ({
      currency: row.currency,
      messages: Number(row.messages),
      platformFeeMicros: BigInt(row.platformFeeMicros),
      metaFeeMicros: BigInt(row.metaFeeMicros),
      markupMicros: BigInt(row.markupMicros),
    }));
  }
}

/** Pieces as the columns of `unnest`. */
function columnsOf(pieces: readonly UsagePiece[]): [sources: string[], fromsMs: bigint[], tosMs: bigint[]] {
  return [
    pieces.map(({ source }) => source),
    pieces.map(({ fromMs }) => BigInt(fromMs)),
    pieces.map(({ toMs }) => BigInt(toMs)),
  ];
}
