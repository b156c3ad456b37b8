import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import type { JobRunner } from '../../jobs/job-runner.service';
import { LedgerReportRepository } from './ledger-check-report.repository';
import { LedgerReports } from './ledger-check-report.service';
import { type InvariantResult, LedgerCheck } from './ledger-check.service';

const RUNNER = { register: () => undefined } as unknown as JobRunner;
const DAY_MS = 86_400_000;

describe("the ledger's reports", () => {
  let db: TestDatabase;
  let owner: Client;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    db = await createTestDatabase();
    owner = new Client({ connectionString: db.url });
    await owner.connect();
  });

  afterEach(async () => {
    await owner.end();
    await db.drop();
  });

  /** What one process has. */
  const aProcess = (check = new LedgerCheck()) =>
    new LedgerReports(db.database, new LedgerReportRepository(db.database), check, RUNNER);
  const makeMoney = () =>
    owner.query(`INSERT INTO accounts VALUES ('01890000-0000-7000-8000-000000000000', 'available', 'USD', 5)`);

  it('are not there before the first check', async () => {
    expect(await aProcess().list({ limit: 50 })).toEqual({ items: [], nextCursor: null });
    expect(await aProcess().state()).toEqual({ isSound: null, checkedAt: null });
  });

  it('tell of a sound ledger, invariant by invariant', async () => {
    const report = await aProcess().runNow();
    expect(report.isSound).toBe(true);
    expect(report.results.length).toBeGreaterThanOrEqual(11);
    expect(report.results.every(({ ok, violationCount }) => ok && violationCount === 0)).toBe(true);
    expect((await aProcess().list({ limit: 50 })).items).toEqual([report]);
    expect(await aProcess().state()).toEqual({ isSound: true, checkedAt: new Date(report.startedAt) });
  });

  it('raise the alarm with everything that is broken, and every process knows', async () => {
    const alarms: unknown[][] = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((...told: unknown[]) => void alarms.push(told));
    await makeMoney();
    const report = await aProcess().runNow();
    expect(report.isSound).toBe(false);
    expect(alarms).toHaveLength(1);
    const [details, message] = alarms[0] as [{ ledgerReport: string; broken: InvariantResult[] }, string];
    expect(details).toMatchObject({
      ledgerReport: report.id,
      broken: expect.arrayContaining([
        expect.objectContaining({ violations: ['USD: the balances sum to 5'] }),
      ]) as unknown,
    });
    expect(message).toContain('The balances of all accounts of a currency sum to zero (1)');
    expect((await aProcess().state()).isSound).toBe(false);
    jest.restoreAllMocks();
  });

  it('are listed newest first, page by page', async () => {
    for (let count = 0; count < 3; count += 1) await aProcess().runNow();
    const first = await aProcess().list({ limit: 2 });
    const second = await aProcess().list({ limit: 2, cursor: first.nextCursor ?? undefined });
    const times = [...first.items, ...second.items].map(({ startedAt }) => startedAt);
    expect(times).toHaveLength(3);
    expect(times).toEqual(times.toSorted().reverse());
    expect(second.nextCursor).toBeNull();
  });

  it('are made once a night, however many processes look, and again the next night', async () => {
    const count = async () => (await aProcess().list({ limit: 200 })).items.length;
    const now = new Date();
    const everyone = (at: Date) => Promise.all(Array.from({ length: 6 }, () => aProcess().runNightly(at)));
    await everyone(now);
    expect(await count()).toBe(1);
    await everyone(now);
    expect(await count()).toBe(1);
    await everyone(new Date(now.getTime() + DAY_MS));
    expect(await count()).toBe(2);
  });

  it('are not made twice at the same time: who asks meanwhile is told so', async () => {
    let release: () => void = () => undefined;
    let running: Promise<unknown> | undefined;
    const started = new Promise<void>((resolve) => {
      const held = new Promise<void>((go) => (release = go));
      const slow = {
        run: async () => {
          resolve();
          await held;
          return [];
        },
      } as unknown as LedgerCheck;
      running = aProcess(slow).runNow();
    });
    await started;
    await expect(aProcess().runNow()).rejects.toMatchObject({ status: 409 });
    await aProcess().runNightly();
    release();
    await running;
    await expect(aProcess().runNow()).resolves.toMatchObject({ isSound: true });
  });

  it('leave the way free when a check fails', async () => {
    const failing = { run: () => Promise.reject(new Error('the database is away')) } as unknown as LedgerCheck;
    await expect(aProcess(failing).runNow()).rejects.toThrow('the database is away');
    await expect(aProcess().runNow()).resolves.toMatchObject({ isSound: true });
  });

  it('are kept for more than a year, and then go', async () => {
    await aProcess().runNow();
    await owner.query("UPDATE ledger_reports SET started_at = now() - interval '401 days'");
    await aProcess().runNow();
    expect((await aProcess().list({ limit: 50 })).items).toHaveLength(1);
  });
});
