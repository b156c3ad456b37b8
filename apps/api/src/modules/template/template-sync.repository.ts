import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

/** How the copy of an account's templates stands. */
export interface TemplateSyncRecord {
  wabaId: string;
  triedAt: Date;
  syncedAt: Date | null;
  templates: number | null;
  failedAt: Date | null;
  error: string | null;
}

/** An account whose templates are to be read anew. */
export interface DueAccount {
  tenantId: string;
  wabaId: string;
}

/** The job that syncs one account, as the function `record_inbound` of the database enqueues it, too. */
export const TEMPLATE_SYNC_JOB = 'template.sync';

/** When and how often the syncs of accounts are tried. */
@Injectable()
export class TemplateSyncRepository {
  constructor(private readonly database: Database) {}

  list(tenantId: string, transaction: TenantTransaction): Promise<TemplateSyncRecord[]> {
    return transaction.templateSync.findMany({
      where: { tenantId },
      omit: { tenantId: true },
      orderBy: { wabaId: 'asc' },
    });
  }

  async succeed(
    tenantId: string,
    transaction: TenantTransaction,
    wabaId: string,
    { triedAt, templates }: { triedAt: Date; templates: number },
  ): Promise<void> {
    const state = { triedAt, syncedAt: triedAt, templates, failedAt: null, error: null };
    await transaction.templateSync.upsert({
      where: { tenantId_wabaId: { tenantId, wabaId } },
      create: { tenantId, wabaId, ...state },
      update: state,
    });
  }

  async fail(tenantId: string, wabaId: string, { triedAt, error }: { triedAt: Date; error: string }): Promise<void> {
    const state = { triedAt, failedAt: triedAt, error };
    await this.database.tenant(tenantId, (transaction) =>
      transaction.templateSync.upsert({
        where: { tenantId_wabaId: { tenantId, wabaId } },
        create: { tenantId, wabaId, ...state },
        update: state,
      }),
    );
  }

  /**
   * Takes up to `limit` accounts of active tenants that were last tried before `before`, or never, those first that have waited
   * longest: no other process takes them until they are due again, counted from `now`. Serves all tenants.
   */
  async claimDue({ now, before }: { now: Date; before: Date }, limit: number): Promise<DueAccount[]> {
    const { rows } = await this.database.pool.query<DueAccount>(
      `WITH due AS (
         SELECT n.tenant_id, n.waba_id
           FROM phone_numbers n
           JOIN tenants t ON t.id = n.tenant_id AND t.status = 'active'
           LEFT JOIN template_syncs s ON s.tenant_id = n.tenant_id AND s.waba_id = n.waba_id
          WHERE n.deleted_at IS NULL AND coalesce(s.tried_at, '-infinity') < $1
          GROUP BY 1, 2
          ORDER BY min(coalesce(s.tried_at, '-infinity')), 1, 2
          LIMIT $2)
       INSERT INTO template_syncs AS s (tenant_id, waba_id, tried_at)
       SELECT tenant_id, waba_id, $3::timestamptz FROM due ORDER BY 1, 2
       ON CONFLICT (tenant_id, waba_id) DO UPDATE SET tried_at = excluded.tried_at WHERE s.tried_at < $1
       RETURNING s.tenant_id AS "tenantId", s.waba_id AS "wabaId"`,
      [before, limit, now],
    );
    return rows;
  }

  /** Has accounts synced by jobs; one job is enough for each, however many ask for it. */
  async enqueue(accounts: readonly DueAccount[]): Promise<void> {
    const jobs = accounts.map(({ tenantId, wabaId }) => ({
      identifier: TEMPLATE_SYNC_JOB,
      key: `${TEMPLATE_SYNC_JOB}:${tenantId}:${wabaId}`,
      payload: { tenantId, wabaId },
    }));
    await this.database.pool.query('SELECT enqueue_jobs($1::json)', [JSON.stringify(jobs)]);
  }
}
