import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { JobState } from './queued-job.dto';

/** A job of the queue, whosever it is. */
export interface QueuedJob {
  /** A whole number in decimal digits. */
  id: string;
  identifier: string;
  state: JobState;
  attempts: number;
  maxAttempts: number;
  lastError: string | null;
  runAt: Date;
  createdAt: Date;
}

/** The jobs of the queue one by one, through functions of the database: the application's role does not see the queue's tables. */
@Injectable()
export class QueuedJobRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, up to `take`. */
  async list(filter: {
    id?: string;
    state?: JobState;
    identifier?: string;
    beforeId?: string;
    take: number;
  }): Promise<QueuedJob[]> {
    const { id, state, identifier, beforeId, take } = filter;
    const { rows } = await this.database.pool.query<QueuedJob>(
      `SELECT id, identifier, state, attempts, max_attempts AS "maxAttempts", last_error AS "lastError", run_at AS "runAt", created_at AS "createdAt"
         FROM queue_jobs($1, $2, $3, $4, $5)`,
      [id, state, identifier, beforeId, take],
    );
    return rows;
  }

  async find(id: string): Promise<QueuedJob | null> {
    const [job] = await this.list({ id, take: 1 });
    return job ?? null;
  }

  /** Has a job that has failed run now, together with `act` or not at all; false when it runs, has not failed, or is gone. */
  retry(id: string, act: (transaction: TenantTransaction) => Promise<void>): Promise<boolean> {
    return this.change('retry_queue_job', id, act);
  }

  /** Takes a job that has failed out of the queue, together with `act` or not at all; false as with `retry`. */
  remove(id: string, act: (transaction: TenantTransaction) => Promise<void>): Promise<boolean> {
    return this.change('remove_queue_job', id, act);
  }

  private change(
    by: 'retry_queue_job' | 'remove_queue_job',
    id: string,
    act: (transaction: TenantTransaction) => Promise<void>,
  ): Promise<boolean> {
    return this.database.platform.$transaction(async (transaction) => {
      const [row] = await transaction.$queryRawUnsafe<{ done: boolean }[]>(`SELECT ${by}($1::bigint) AS done`, id);
      if (!row?.done) return false;
      await act(transaction);
      return true;
    });
  }
}
