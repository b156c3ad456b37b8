import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { CacheNotices } from '../../database/cache-notices';

/** How long the database may take to say that it is there. */
const PATIENCE_MS = 2_000;
/** A job that has been due for longer than this means that no worker runs. */
const QUEUE_LAG_SECONDS = 60;

/** What keeps this process from doing its work. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: Database,
    private readonly notices: CacheNotices,
  ) {}

  /** Empty when everything is there. */
  async problems(): Promise<string[]> {
    const problems: string[] = [];
    if (!this.notices.isListening) problems.push('cache: changes of other processes are not heard');
    try {
      const { rows } = await this.withinPatience(
        this.database.pool.query<{ unfinished: number; lag: number }>(
          `SELECT unfinished_migrations() AS unfinished, queue_lag_seconds() AS lag`,
        ),
      );
      const [state] = rows;
      if (state && state.unfinished > 0) problems.push(`migrations: ${state.unfinished} have not finished`);
      if (state && state.lag > QUEUE_LAG_SECONDS)
        problems.push(`queue: the oldest due job has waited ${Math.round(state.lag)} s`);
    } catch (error) {
      problems.push(`database: ${(error as Error).message}`);
    }
    return problems;
  }

  private async withinPatience<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([work, impatience]);
    } finally {
      clearTimeout(timer);
    }
  }
}
