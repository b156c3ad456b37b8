import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { createPool } from '@switchboard/database';
import { Logger as QueueLogger, run, type Runner, type Task } from 'graphile-worker';
import type { Pool } from 'pg';
import { AppConfig } from '../config/env';
import type { Job, Recurring } from './job';

/** Jobs that run at the same time in one process: most of them wait for Meta. */
const CONCURRENCY = 10;
/** Jobs hold no connection of these while they run: they are for taking and finishing jobs, and one listens for new ones. */
const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A backstop: new jobs are announced by the database at once. */
const POLL_MS = 1_000;

/** Runs the jobs and the recurring work of all modules, in processes with the role `worker`. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JobRunner.name);
  private readonly jobs: Job[] = [];
  private readonly recurring: Recurring[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private pool?: Pool;
  private runner?: Runner;
  private isStopping = false;

  constructor(private readonly config: AppConfig) {}

  /** Called by modules while they are initialised. */
  register(jobs: readonly Job[], recurring: readonly Recurring[] = []): void {
    this.jobs.push(...jobs);
    this.recurring.push(...recurring);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.includes('worker')) return;
    // The queue's schema is the owner's: the role of `Database` may only add to it.
    this.pool = createPool({
      connectionString: this.config.databaseUrl,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'switchboard-jobs',
    });
    this.runner = await run({
      pgPool: this.pool,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      taskList: Object.fromEntries(
        this.jobs.map((job): [string, Task] => [
          job.identifier,
          (payload, { abortSignal }) => job.run(payload, abortSignal),
        ]),
      ),
      logger: new QueueLogger(() => (level, message) => this.log(level, message)),
    });
    for (const work of this.recurring) this.repeat(work, 0);
  }

  /** Lets what runs finish; the queue keeps the rest. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.runner?.stop();
    await this.pool?.end();
    await Promise.all(this.running);
  }

  private repeat(work: Recurring, afterMs: number): void {
    if (this.isStopping) return;
    const timer = setTimeout(() => {
      const round = work
        .run()
        .catch((error: unknown) => this.logger.error({ err: error }, `${work.name} failed; it is tried again.`))
        .then(() => this.repeat(work, work.everyMs));
      const tracked: Promise<void> = round.finally(() => this.running.delete(tracked));
      this.running.add(tracked);
    }, afterMs);
    this.timers.set(work.name, timer);
  }

  private log(level: string, message: string): void {
    if (level === 'error') this.logger.error(message);
    else if (level === 'warning') this.logger.warn(message);
    else this.logger.debug(message);
  }
}
