import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';

/** What one clean-up of the vault removed. */
export interface CleanUpReport {
  startedAt: Date;
  finishedAt: Date;
  /** Files whose time was over, and the bytes that went with them. */
  expiredFiles: number;
  expiredBytes: number;
  /** What lay in the store and belonged to no file: left by a crash. */
  orphanedObjects: number;
  orphanedBytes: number;
  /** Beginnings of uploads that never ended. */
  unfinishedUploads: number;
  /** What lay in the store under tenants that this database has never had, and was kept: it is another database's. */
  keptObjects: number;
}

/** A session lock: one process cleans up at a time. */
const LOCK = `hashtextextended('switchboard.media.clean-up', 0)`;

/** What the clean-up of the vault asks of the database. Serves all tenants. */
@Injectable()
export class CleanUpRepository {
  constructor(private readonly database: Database) {}

  /** Runs `work` unless another process is at it; says whether it ran. */
  async exclusively(work: () => Promise<void>): Promise<boolean> {
    const client = await this.database.pool.connect();
    let isTaken = false;
    try {
      const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS taken`);
      isTaken = rows[0]?.taken === true;
      if (isTaken) await work();
      return isTaken;
    } finally {
      const isGivenBack = !isTaken || (await succeeds(client.query(`SELECT pg_advisory_unlock(${LOCK})`)));
      // A session that ends gives its locks back.
      client.release(!isGivenBack);
    }
  }

  /** When the last clean-up ended; null when there was none. */
  async lastFinishedAt(): Promise<Date | null> {
    const last = await this.database.platform.mediaCleanup.findFirst({ orderBy: { id: 'desc' } });
    return last?.finishedAt ?? null;
  }

  /** Files whose time is over, by tenant: those that expired first. */
  async findExpired(take: number, exceptTenants: readonly string[]): Promise<{ tenantId: string; ids: string[] }[]> {
    const { rows } = await this.database.pool.query<{ tenantId: string; ids: string[] }>(
      `SELECT e.tenant_id AS "tenantId", array_agg(e.id) AS ids
         FROM (SELECT m.tenant_id, m.id FROM media m WHERE m.expires_at <= now() AND m.tenant_id <> ALL ($2::uuid[]) ORDER BY m.expires_at LIMIT $1) e
        GROUP BY 1`,
      [take, exceptTenants],
    );
    return rows;
  }

  /** Which of these objects belong to a file. */
  async findOwned(objectKeys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.platform.mediaBlob.findMany({
      where: { objectKey: { in: [...objectKeys] } },
      select: { objectKey: true },
    });
    return new Set(rows.map(({ objectKey }) => objectKey));
  }

  /** Which of these tenants there are or were: a tenant that is closed stays on record. */
  async findKnownTenants(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.platform.tenant.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true },
    });
    return new Set(rows.map(({ id }) => id));
  }

  async record(report: CleanUpReport): Promise<void> {
    await this.database.platform.mediaCleanup.create({ data: { id: uuidv7(), ...report } });
  }

  /** Newest first. */
  async list(take: number, beforeId?: string): Promise<(CleanUpReport & { id: string })[]> {
    const rows = await this.database.platform.mediaCleanup.findMany({
      where: { id: { lt: beforeId } },
      orderBy: { id: 'desc' },
      take,
    });
    return rows.map((row) => ({
      ...row,
      expiredBytes: Number(row.expiredBytes),
      orphanedBytes: Number(row.orphanedBytes),
    }));
  }
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
