import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { MemoryQuotaStore, type QuotaWindow } from '../../src/http/quota/quota-store';
import { RedisQuotaStore } from '../../src/http/quota/redis-quota-store';

const KEY_PREFIX = 'switchboard:quota:';
const POLL_MS = 5;

const url = process.env['REDIS_TEST_URL'] ?? '';
if (url === '') throw new Error('REDIS_TEST_URL must name a Redis, such as redis://127.0.0.1:6379.');

let admin: Redis;
const stores: RedisQuotaStore[] = [];

beforeAll(() => {
  Logger.overrideLogger(false);
  admin = new Redis(url);
});
afterAll(() => admin.quit());
afterEach(async () => {
  for (const store of stores.splice(0)) await store.onApplicationShutdown();
});

/** A store as one process has it, connected. */
async function connectedStore(): Promise<RedisQuotaStore> {
  const store = new RedisQuotaStore(url);
  stores.push(store);
  const probe = window({ limit: 1_000_000, windowMs: 60_000 });
  await until(async () => {
    await store.take([probe]);
    return (await admin.exists(KEY_PREFIX + probe.key)) === 1;
  });
  return store;
}

const window = (given: Partial<QuotaWindow>): QuotaWindow => ({ key: uuidv7(), limit: 3, windowMs: 60_000, ...given });

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(POLL_MS);
}

describe('Limits shared through Redis', () => {
  it('hold for all processes together', async () => {
    const [one, other] = [await connectedStore(), await connectedStore()];
    const shared = window({ limit: 3 });
    expect(await one.take([shared])).toEqual({ remaining: [2], refusedBy: null, retryAfterMs: 0 });
    expect(await other.take([shared])).toEqual({ remaining: [1], refusedBy: null, retryAfterMs: 0 });
    expect(await other.peek([shared])).toMatchObject({ remaining: [1] });
    expect(await one.take([shared])).toMatchObject({ remaining: [0], refusedBy: null });
    for (const store of [one, other]) {
      const refused = await store.take([shared]);
      expect(refused).toMatchObject({ remaining: [0], refusedBy: 0 });
      expect(refused.retryAfterMs).toBeGreaterThan(50_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
    }
  });

  it('let in exactly as many as allowed when all processes ask at once', async () => {
    const [one, other] = [await connectedStore(), await connectedStore()];
    const windows = [window({ limit: 80 }), window({ limit: 4_800 })];
    const decisions = await Promise.all(
      Array.from({ length: 300 }, (_, index) => (index % 2 ? one : other).take(windows)),
    );
    expect(decisions.filter(({ refusedBy }) => refusedBy === null)).toHaveLength(80);
    expect((await one.peek(windows)).remaining).toEqual([0, 4_720]);
  });

  it('use nothing of any window when one of them is full', async () => {
    const store = await connectedStore();
    const [wide, narrow] = [window({ limit: 5 }), window({ limit: 1 })];
    await store.take([narrow]);
    expect(await store.take([wide, narrow])).toMatchObject({ remaining: [5, 0], refusedBy: 1 });
    expect(await store.take([wide])).toMatchObject({ remaining: [4], refusedBy: null });
  });

  it('slide: there is room again when the oldest request is as old as the window, and not before', async () => {
    const store = await connectedStore();
    const short = window({ limit: 2, windowMs: 300 });
    const startedAt = performance.now();
    await store.take([short]);
    await store.take([short]);
    const { retryAfterMs } = await store.take([short]);
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(300);
    await until(async () => (await store.peek([short])).refusedBy === null);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299);
  });

  it('forget each request by itself when it is as old as the window', async () => {
    const store = await connectedStore();
    const busy = window({ limit: 5 });
    const [seconds] = await admin.time();
    for (const ageSeconds of [70, 61, 50, 1]) {
      await admin.zadd(KEY_PREFIX + busy.key, (Number(seconds) - ageSeconds) * 1_000, `aged ${ageSeconds}`);
    }
    expect(await store.take([busy])).toMatchObject({ remaining: [2], refusedBy: null });
  });

  it('obey a lowered limit at once, and say when enough will have left', async () => {
    const store = await connectedStore();
    const plan = window({ limit: 5 });
    const [seconds] = await admin.time();
    for (const ageSeconds of [50, 40, 30, 20]) {
      await admin.zadd(KEY_PREFIX + plan.key, (Number(seconds) - ageSeconds) * 1_000, `aged ${ageSeconds}`);
    }
    for (const [limit, waitSeconds] of [
      [1, 40],
      [2, 30],
      [3, 20],
      [4, 10],
    ] as const) {
      const refused = await store.take([{ ...plan, limit }]);
      expect(refused).toMatchObject({ remaining: [0], refusedBy: 0 });
      expect(refused.retryAfterMs).toBeLessThanOrEqual(waitSeconds * 1_000);
      expect(refused.retryAfterMs).toBeGreaterThan((waitSeconds - 5) * 1_000);
    }
    expect(await store.take([plan])).toMatchObject({ remaining: [0], refusedBy: null });
  });

  it('decide as those of a single process do', async () => {
    const store = await connectedStore();
    const request = fc.record({
      keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      limit: fc.integer({ min: 1, max: 4 }),
      isTaking: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 20 }), async (requests) => {
        const [memory, run] = [new MemoryQuotaStore(), uuidv7()];
        for (const { keys, limit, isTaking } of requests) {
          const windows = keys.map((key) => window({ key: `${run}:${key}`, limit }));
          const [shared, alone] = isTaking
            ? [await store.take(windows), memory.take(windows)]
            : [await store.peek(windows), memory.peek(windows)];
          expect(shared.remaining).toEqual(alone.remaining);
          expect(shared.refusedBy).toBe(alone.refusedBy);
          expect(Math.abs(shared.retryAfterMs - alone.retryAfterMs)).toBeLessThan(1_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('leave nothing behind in Redis when nobody asks any more', async () => {
    const store = await connectedStore();
    const [short, long] = [window({ windowMs: 50 }), window({ windowMs: 60_000 })];
    await store.take([short, long]);
    const ttlMs = await admin.pttl(KEY_PREFIX + long.key);
    expect(ttlMs).toBeGreaterThan(50_000);
    expect(ttlMs).toBeLessThanOrEqual(60_000);
    await until(async () => (await admin.exists(KEY_PREFIX + short.key)) === 0);
  });

  it('are looked at without leaving a trace', async () => {
    const store = await connectedStore();
    const untouched = window({});
    await store.peek([untouched]);
    expect(await admin.exists(KEY_PREFIX + untouched.key)).toBe(0);
  });
});

describe('While Redis is away', () => {
  it('each process holds the limits for itself', async () => {
    const [one, other] = [new RedisQuotaStore('redis://127.0.0.1:1'), new RedisQuotaStore('redis://127.0.0.1:1')];
    stores.push(one, other);
    const limit = window({ limit: 1 });
    expect(await one.take([limit])).toMatchObject({ remaining: [0], refusedBy: null });
    expect(await one.take([limit])).toMatchObject({ remaining: [0], refusedBy: 0 });
    expect(await one.peek([limit])).toMatchObject({ remaining: [0] });
    expect(await other.take([limit])).toMatchObject({ remaining: [0], refusedBy: null });
  });

  it('no request waits for it long, and limits are shared again when it is back', async () => {
    const [one, other] = [await connectedStore(), await connectedStore()];
    const [before, during, after] = [window({ limit: 1 }), window({ limit: 1 }), window({ limit: 1 })];
    await one.take([before]);
    await admin.call('CLIENT', 'PAUSE', '10000', 'WRITE');
    const startedAt = performance.now();
    expect(await one.take([during])).toMatchObject({ refusedBy: null });
    expect(await one.take([during])).toMatchObject({ refusedBy: 0 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await admin.call('CLIENT', 'UNPAUSE');
    expect(await other.take([before])).toMatchObject({ refusedBy: 0 });
    await until(async () => (await one.peek([before])).refusedBy === 0);
    await one.take([after]);
    expect(await other.take([after])).toMatchObject({ refusedBy: 0 });
  });

  it('every process decides alone when its connection breaks, and together again after', async () => {
    const [one, other] = [await connectedStore(), await connectedStore()];
    const spent = window({ limit: 1 });
    await one.take([spent]);
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await until(async () => (await other.peek([spent])).refusedBy === 0);
    const fresh = window({ limit: 1 });
    await until(async () => (await one.peek([spent])).refusedBy === 0);
    await one.take([fresh]);
    expect(await other.take([fresh])).toMatchObject({ refusedBy: 0 });
  });
});
