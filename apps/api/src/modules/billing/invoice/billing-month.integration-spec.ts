import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { USAGE_DIMENSIONS, USAGE_GRANULARITIES, parseSignedMoney } from '@switchboard/contracts';
import { simulateMonth, type SimulatedMonth } from '../../../../test/support/simulated-month';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database';
import { intakeMessage } from '../../../../test/support/test-message';
import type { TenantDirectory } from '../../tenant/tenant-directory';
import { IntakeRepository } from '../../message/intake.repository';
import { LedgerCheck } from '../ledger-check.service';
import { PlatformUsageService } from '../usage/platform-usage.service';
import { UsageCountRepository } from '../usage/usage-count.repository';
import { UsageCountService } from '../usage/usage-count.service';
import { DIMENSIONS } from '../usage/usage-dimensions';
import { UsageReader } from '../usage/usage-reader.service';
import { UsageQuery, V1UsageQuery } from '../usage/usage.dto';
import { UsageRepository } from '../usage/usage.repository';
import { UsageService } from '../usage/usage.service';
import { InvoiceRepository } from './invoice.repository';
import { InvoiceService } from './invoice.service';
import { MonthClose } from './month-close.service';

const MESSAGES = 200_000;
/** How often each question is asked. */
const ROUNDS = 5;

let test: TestDatabase;
let month: SimulatedMonth;
let counting: UsageCountService;
let usage: UsageService;
let platform: PlatformUsageService;
let invoices: InvoiceService;

beforeAll(async () => {
  test = await createTestDatabase();
  const { database } = test;
  const directory = {
    get: () => Promise.resolve({ currency: 'USD' }),
    require: () => Promise.resolve({ currency: 'USD' }),
  };
  const tenants = directory as unknown as TenantDirectory;
  counting = new UsageCountService(new UsageCountRepository(database));
  const repository = new UsageRepository(database);
  const reader = new UsageReader(repository);
  usage = new UsageService(reader, tenants);
  platform = new PlatformUsageService(reader, repository);
  invoices = new InvoiceService(new InvoiceRepository(database), tenants);
  month = await timed(`writing ${MESSAGES} messages`, () => simulateMonth(test, { messages: MESSAGES, seed: 0.1 }));
  await timed('counting their usage', countAll);
  await timed('closing the month', () => new MonthClose(new InvoiceRepository(database), counting).run());
});
afterAll(() => test.drop());

/** Figures, for people. */
function print(figures: string): void {
  process.stdout.write(`${figures}\n`);
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  print(`${name}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  return result;
}

/** Rounds of the job until nothing is marked. */
async function countAll(): Promise<void> {
  for (;;) {
    await counting.run();
    const { rows } = await test.database.pool.query<{ open: number }>('SELECT count(*)::int AS open FROM usage_marks');
    if (rows[0]?.open === 0) return;
  }
}

/** Amounts by what they were for, positive left the wallet. */
type ByKind = Record<string, bigint>;

function add(sums: ByKind, kind: string, micros: bigint): void {
  sums[kind] = (sums[kind] ?? 0n) + micros;
}

/** What the ledger moved in the month, straight from its transfers. */
async function ledger(): Promise<ByKind> {
  const { rows } = await test.database.pool.query<{ step: string; from_kind: string; micros: string }>(
    `SELECT step, from_kind, sum(amount_micros)::text AS micros FROM transfers
      WHERE tenant_id = $1 AND id >= uuidv7_floor($2) AND id < uuidv7_floor($3) AND NOT (from_kind IN ('available', 'reserved') AND to_kind IN ('available', 'reserved'))
      GROUP BY 1, 2`,
    [month.tenant.id, month.from, month.to],
  );
  const sums: ByKind = {};
  for (const { step, from_kind: from, micros } of rows) {
    const kind = step.replace(/_correction_\w+$/, '');
    add(sums, kind, from === 'available' || from === 'reserved' ? BigInt(micros) : -BigInt(micros));
  }
  return sums;
}

async function invoiceLines(): Promise<ByKind> {
  const [latest] = (await invoices.list(month.tenant.id, { limit: 50 })).items;
  const { lines } = await invoices.find(month.tenant.id, latest!.id);
  const sums: ByKind = {};
  for (const { kind, amount } of lines) add(sums, kind, parseSignedMoney(amount));
  return sums;
}

function sorted<T extends { ms: number }>(timings: readonly T[]): T[] {
  return [...timings].sort((one, other) => one.ms - other.ms);
}

function quantile(timings: readonly { ms: number }[], share: number): number {
  return sorted(timings)[Math.ceil(timings.length * share) - 1]!.ms;
}

const theMonth = () => ({ from: month.from.toISOString(), to: month.to.toISOString() });
const question = (asked: Partial<UsageQuery>): UsageQuery => Object.assign(new UsageQuery(), theMonth(), asked);

describe('a month of 200,000 messages', () => {
  it('comes to the same on the invoice, in the ledger and in usage, to the micro-unit', async () => {
    const [billed, moved] = [await invoiceLines(), await ledger()];
    print(
      `by kind, in micro-units: ${Object.entries(billed)
        .map(([kind, micros]) => `${kind} ${micros}`)
        .join(', ')}`,
    );
    expect(billed).toEqual(moved);
    for (const granularity of USAGE_GRANULARITIES) {
      const { totals, items } = await usage.page(month.tenant.id, question({ granularity, limit: 10_000 }));
      const sums: ByKind = {};
      for (const { platformFee, metaFee, markup } of items) {
        add(sums, 'platform_fee', parseSignedMoney(platformFee));
        add(sums, 'meta_fee', parseSignedMoney(metaFee));
        add(sums, 'markup', parseSignedMoney(markup));
      }
      const { platform_fee, meta_fee, markup } = moved;
      expect(sums).toEqual({ platform_fee, meta_fee, markup });
      expect(parseSignedMoney(totals.spend)).toBe(platform_fee! + meta_fee! + markup!);
      expect(items.reduce((sum, { messages }) => sum + messages, 0)).toBe(MESSAGES);
    }
  });

  it('leaves a sound ledger', async () => {
    const results = await new LedgerCheck().run(test.database.pool);
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('is answered for in less than 50 ms, however it is cut up and split', async () => {
    const pairs = DIMENSIONS.flatMap((one, at) => DIMENSIONS.slice(at + 1).map((other) => [one, other]));
    const splits = [[], ...DIMENSIONS.map((one) => [one]), ...pairs];
    const questions = USAGE_GRANULARITIES.flatMap((granularity) => [
      ...splits.map((groupBy) => ({
        name: `${granularity} by ${groupBy.join(' and ') || 'nothing'}`,
        ask: () => usage.page(month.tenant.id, question({ granularity, groupBy })),
      })),
      ...[undefined, ...USAGE_DIMENSIONS].map((group_by) => ({
        name: `v1: ${granularity} by ${group_by ?? 'nothing'}`,
        ask: () =>
          usage.forProgram(month.tenant.id, Object.assign(new V1UsageQuery(), theMonth(), { granularity, group_by })),
      })),
    ]);
    const timings: { name: string; ms: number; items: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { name, ask } of questions) {
        const startedAt = performance.now();
        const { items } = await ask();
        timings.push({ name, ms: performance.now() - startedAt, items: items.length });
        expect(items.length).toBeGreaterThan(0);
      }
    }
    // The middle of each question's rounds, so that what else the machine does in the meantime does not count.
    const middles = questions.map(({ name: asked }) => {
      const rounds = sorted(timings.filter(({ name }) => name === asked));
      return rounds[Math.floor(ROUNDS / 2)]!;
    });
    const slowest = sorted(middles)
      .slice(-5)
      .map(({ name, ms, items }) => `${ms.toFixed(1)} ms ${name} (${items} items)`);
    const all = (share: number): string => quantile(timings, share).toFixed(1);
    print(
      `${questions.length} usage queries over ${MESSAGES} messages, ${ROUNDS} times each: p50 ${all(0.5)} ms, p95 ${all(0.95)} ms, max ${all(1)} ms; ` +
        `by their medians p50 ${quantile(middles, 0.5).toFixed(1)} ms, p95 ${quantile(middles, 0.95).toFixed(1)} ms\nslowest: ${slowest.join(', ')}`,
    );
    expect(questions.length).toBeGreaterThanOrEqual(50);
    expect(quantile(middles, 0.95)).toBeLessThan(50);
  });
});

describe('the CSV of such a month', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  it('is whole, and streams with flat memory', async () => {
    const lines = await usage.csv(month.tenant.id, question({ granularity: 'hour', groupBy: ['country', 'category'] }));
    const before = heapBytes();
    let [bytes, rows, chunks, most, spend] = [0, 0, 0, 0, 0n];
    for await (const chunk of lines) {
      bytes += chunk.length;
      for (const line of chunk.split('\r\n').slice(0, -1)) {
        rows += 1;
        if (rows > 1) spend += parseSignedMoney(line.split(',').at(-2)!);
      }
      chunks += 1;
      if (chunks % 100 === 0) most = Math.max(most, heapBytes() - before);
    }
    print(
      `CSV: ${rows} lines, ${(bytes / 1e6).toFixed(1)} MB; at most ${(most / 1e6).toFixed(1)} MB of heap were taken meanwhile`,
    );
    const { totals } = await usage.page(month.tenant.id, question({}));
    expect(spend).toBe(parseSignedMoney(totals.spend));
    expect(rows).toBeGreaterThan(30_000);
    expect(most).toBeLessThan(bytes / 2);
  });

  it('is read only as fast as it is taken', async () => {
    const pages = jest.spyOn(UsageRepository.prototype, 'listSummaries');
    const lines = platform.csv(question({ granularity: 'hour', groupBy: ['number', 'country'] }));
    await lines.next();
    await lines.next();
    expect(pages).toHaveBeenCalledTimes(1);
    await lines.return(undefined);
    pages.mockRestore();
  });
});

describe('counting', () => {
  it('keeps no sender waiting', async () => {
    const intake = new IntakeRepository(test.database);
    const { tenant } = month;
    const send = async (forMs: number): Promise<number[]> => {
      const [endsAt, waits] = [performance.now() + forMs, [] as number[]];
      while (performance.now() < endsAt) {
        const startedAt = performance.now();
        expect(await intake.accept(intakeMessage(tenant))).toEqual({ verdict: 'accepted' });
        waits.push(performance.now() - startedAt);
      }
      return waits.sort((one, other) => one - other);
    };
    const repository = new UsageCountRepository(test.database);
    const marked = () => repository.listMarked(tenant.id, new Date(0), new Date(Date.now() + 3_600_000), 100);
    expect(await marked()).toEqual([]);
    const alone = await send(500);
    let [isCounting, counts] = [true, 0];
    const counter = (async () => {
      while (isCounting) {
        counts += await repository.count({ tenantId: tenant.id, hours: await marked() });
      }
    })();
    const beside = await send(2_000);
    isCounting = false;
    await counter;
    const describeWaits = (waits: number[]): string =>
      `${waits.length} messages, p50 ${waits[Math.floor(waits.length / 2)]!.toFixed(1)} ms, p99 ${waits[Math.floor(waits.length * 0.99)]!.toFixed(1)} ms, longest ${waits.at(-1)!.toFixed(1)} ms`;
    print(
      `one sender alone: ${describeWaits(alone)}\nbeside ${counts} counts of the same hour: ${describeWaits(beside)}`,
    );
    expect(counts).toBeGreaterThan(5);
    expect(beside.at(-1)).toBeLessThan(1_000);
  });
});
