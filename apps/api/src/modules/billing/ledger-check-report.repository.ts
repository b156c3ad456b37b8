import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import type { InvariantResult } from './ledger-check.service';

/** What a check of the ledger found. */
export interface LedgerReport {
  id: string;
  startedAt: Date;
  finishedAt: Date;
  isSound: boolean;
  results: InvariantResult[];
}

const LOCK = 'switchboard.ledger_check';

@Injectable()
export class LedgerReportRepository {
  constructor(private readonly database: Database) {}

  /** Does the work unless another process, or another call, is at it; then null. */
  async alone<T>(work: () => Promise<T>): Promise<T | null> {
    const client = await this.database.pool.connect();
    let isBroken = true;
    try {
      const { rows } = await client.query<{ locked: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
        [LOCK],
      );
      if (!rows[0]?.locked) {
        isBroken = false;
        return null;
      }
      try {
        return await work();
      } finally {
        await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [LOCK]);
        isBroken = false;
      }
    } finally {
      // A connection that may still hold the lock is not used for anything else.
      client.release(isBroken);
    }
  }

  async insert({ results, ...report }: LedgerReport): Promise<void> {
    const found = results.map((result) => ({ ...result }));
    await this.database.platform.ledgerReport.create({ data: { ...report, results: found }, select: { id: true } });
  }

  /** When the last check began and what it came to; null when there was none. */
  findLast(): Promise<Pick<LedgerReport, 'startedAt' | 'isSound'> | null> {
    return this.database.platform.ledgerReport.findFirst({
      orderBy: { id: 'desc' },
      select: { startedAt: true, isSound: true },
    });
  }

  /** Newest first. */
  async list(page: { beforeId?: string; take: number }): Promise<LedgerReport[]> {
    const rows = await this.database.platform.ledgerReport.findMany({
      where: { id: { lt: page.beforeId } },
      orderBy: { id: 'desc' },
      take: page.take,
    });
    return rows.map((row) => ({ ...row, results: row.results as unknown as InvariantResult[] }));
  }

  async removeBefore(startedAt: Date): Promise<void> {
    await this.database.platform.ledgerReport.deleteMany({ where: { startedAt: { lt: startedAt } } });
  }
}
