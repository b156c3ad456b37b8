import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { decodeCursor, type CursorQuery, type Page, pageOf } from '../../http/pagination';
import { ProblemError } from '../../http/problem';
import { JobRunner } from '../../jobs/job-runner.service';
import { type LedgerReport, LedgerReportRepository } from './ledger-check-report.repository';
import { type InvariantResult, LedgerCheck } from './ledger-check.service';

/** The hour (UTC) of the nightly check. */
const NIGHTLY_HOUR = 3;
/** How often it is looked whether the check is due: a process that was down at night makes up for it. */
const LOOK_EVERY_MS = 10 * 60_000;
const KEPT_MS = 400 * 24 * 60 * 60 * 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A report as the console shows it. */
export interface LedgerReportView {
  id: string;
  startedAt: string;
  finishedAt: string;
  isSound: boolean;
  /** Every invariant, in words, with the first of what breaks it. */
  results: InvariantResult[];
}

/** What is known of the ledger: null until it has been checked. */
export interface LedgerState {
  isSound: boolean | null;
  checkedAt: Date | null;
}

/** Checks the ledger every night, keeps what was found, and raises the alarm when it is not sound. */
@Injectable()
export class LedgerReports implements OnModuleInit {
  private readonly logger = new Logger(LedgerReports.name);
  private known: LedgerState = { isSound: null, checkedAt: null };

  constructor(
    private readonly database: Database,
    private readonly repository: LedgerReportRepository,
    private readonly check: LedgerCheck,
    private readonly runner: JobRunner,
  ) {}

  onModuleInit(): void {
    this.runner.register([], [{ name: 'Check of the ledger', everyMs: LOOK_EVERY_MS, run: () => this.runNightly() }]);
  }

  /** Checks the ledger when nobody has since the last night began. Of several processes one does. */
  async runNightly(now: Date = new Date()): Promise<void> {
    if (!(await this.isDue(now))) return;
    // Another process may have been faster.
    await this.repository.alone(async () => ((await this.isDue(now)) ? this.run(now) : null));
  }

  /** Checks the ledger now. @throws ProblemError 409 while it is being checked already */
  async runNow(): Promise<LedgerReportView> {
    const report = await this.repository.alone(() => this.run());
    if (!report) throw ProblemError.conflict('The ledger is being checked already.');
    return present(report);
  }

  /** Newest first. */
  async list(query: CursorQuery): Promise<Page<LedgerReportView>> {
    const rows = await this.repository.list({ beforeId: decodeCursor(query.cursor), take: query.limit + 1 });
    return pageOf(rows, query.limit, (row) => row.id, present);
  }

  /** What the last check found, in whichever process; while the database is away, what was known before. */
  async state(): Promise<LedgerState> {
    try {
      const last = await this.repository.findLast();
      if (last) this.known = { isSound: last.isSound, checkedAt: last.startedAt };
    } catch {
      // Whoever asks wants to know of the ledger; that the database is away is told elsewhere.
    }
    return this.known;
  }

  private async isDue(now: Date): Promise<boolean> {
    const last = await this.repository.findLast();
    return last === null || last.startedAt < lastNight(now);
  }

  private async run(startedAt = new Date()): Promise<LedgerReport> {
    const results = await this.check.run(this.database.pool);
    const isSound = results.every(({ ok }) => ok);
    const report = { id: uuidv7(), startedAt, finishedAt: new Date(), isSound, results };
    if (!isSound) this.alarm(report);
    await this.repository.insert(report);
    await this.repository.removeBefore(new Date(startedAt.getTime() - KEPT_MS));
    return report;
  }

  private alarm({ id, results }: LedgerReport): void {
    const broken = results.filter(({ ok }) => !ok);
    this.logger.error(
      { ledgerReport: id, broken },
      `The ledger is not sound: ${broken.map(({ invariant, violationCount }) => `${invariant} (${violationCount})`).join('; ')}.`,
    );
  }
}

/** When the last night's check was due. */
export function lastNight(now: Date): Date {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), NIGHTLY_HOUR);
  return new Date(today <= now.getTime() ? today : today - DAY_MS);
}

function present({ id, startedAt, finishedAt, isSound, results }: LedgerReport): LedgerReportView {
  return { id, startedAt: startedAt.toISOString(), finishedAt: finishedAt.toISOString(), isSound, results };
}
