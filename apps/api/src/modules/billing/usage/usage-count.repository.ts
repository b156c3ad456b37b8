import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';

/** Hours of a tenant that have to be counted anew. */
export interface MarkedHours {
  tenantId: string;
  hours: Date[];
}

/** A busy hour is not counted again before that. */
const COUNTED_RECENTLY = '30 seconds';
/** The hour of a tenant with tens of millions of messages takes longer than a statement may usually last. */
const COUNT_TIMEOUT_MS = 10 * 60_000;

/** Counts usage. Serves all tenants. */
@Injectable()
export class UsageCountRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` hours in all that have waited longest, without those that were counted a moment ago. */
  async listDue(limit: number): Promise<MarkedHours[]> {
    const { rows } = await this.database.pool.query<MarkedHours>(
      `SELECT due.tenant_id AS "tenantId", array_agg(due.hour ORDER BY due.hour) AS hours
         FROM (SELECT m.tenant_id, m.hour, m.marked_at FROM usage_marks m
                WHERE NOT EXISTS (SELECT FROM usage_summaries s
                                   WHERE s.tenant_id = m.tenant_id AND s.granularity = 'hour' AND s.dimensions = '' AND s.bucket = m.hour
                                     AND s.counted_at > clock_timestamp() - $2::interval)
                ORDER BY m.marked_at LIMIT $1) due
        GROUP BY due.tenant_id ORDER BY min(due.marked_at)`,
      [limit, COUNTED_RECENTLY],
    );
    return rows;
  }

  /** The first `limit` marked hours of a tenant within a stretch of time, counted a moment ago or not. */
  async listMarked(tenantId: string, from: Date, to: Date, limit: number): Promise<Date[]> {
    const { rows } = await this.database.pool.query<{ hour: Date }>(
      'SELECT hour FROM usage_marks WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 ORDER BY hour LIMIT $4',
      [tenantId, from, to, limit],
    );
    return rows.map(({ hour }) => hour);
  }

  /** Counts hours, in one transaction. Tells how many: none while another process counts the tenant, nor what is not marked. */
  async count({ tenantId, hours }: MarkedHours): Promise<number> {
    const client = await this.database.pool.connect();
    try {
      await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}`);
      const { rows } = await client.query<{ counted: number }>('SELECT count_usage($1, $2) AS counted', [
        tenantId,
        hours,
      ]);
      await client.query('COMMIT');
      client.release();
      return rows[0]?.counted ?? 0;
    } catch (error) {
      // The transaction is in an unknown state: the connection goes with it.
      client.release(true);
      throw error;
    }
  }

  /** Sends hours to the end of the queue. */
  async postpone({ tenantId, hours }: MarkedHours): Promise<void> {
    await this.database.pool.query(
      'UPDATE usage_marks SET marked_at = clock_timestamp() WHERE tenant_id = $1 AND hour = ANY ($2)',
      [tenantId, hours],
    );
  }
}
