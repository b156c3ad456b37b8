import { setImmediate as nextRound } from 'node:timers/promises';
import fc from 'fast-check';
import type { CacheNotice, CacheNotices } from './cache-notices';
import { SnapshotCache, type SnapshotCacheOptions } from './snapshot-cache';

const TTL_MS = 60_000;

interface Row {
  tenantId: string;
  version: number;
}

/** A load under way: the test decides when and how it ends. */
interface Load {
  key: string;
  end(row: Row | null): Promise<void>;
  fail(error: Error): void;
}

/** Notices that the test gives itself. */
class ManualNotices {
  isListening = true;
  private readonly changes: ((notice: CacheNotice) => void)[] = [];
  private readonly resets: (() => void)[] = [];

  onChange(listener: (notice: CacheNotice) => void): void {
    this.changes.push(listener);
  }

  onReset(listener: () => void): void {
    this.resets.push(listener);
  }

  change(table: string, tenantId: string): void {
    for (const listener of this.changes) listener({ table, tenantId });
  }

  reset(): void {
    for (const listener of this.resets) listener();
  }
}

let notices: ManualNotices;
let loads: Load[];

beforeEach(() => {
  jest.useFakeTimers({ now: 0, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  notices = new ManualNotices();
  loads = [];
});
afterEach(() => jest.useRealTimers());

/** A cache of rows by key, each of the tenant `t-<key>`; loads end when the test says so. */
function cacheOf(given: Partial<SnapshotCacheOptions<Row>> = {}): SnapshotCache<Row> {
  return new SnapshotCache<Row>({
    max: 100,
    ttlMs: TTL_MS,
    notices: notices as unknown as CacheNotices,
    drops: ({ table, tenantId }, key) => table === 'rows' && tenantId === `t-${key}`,
    load: (key) =>
      new Promise((resolve, reject) => {
        loads.push({
          key,
          end: async (row) => {
            resolve(row);
            await nextRound();
          },
          fail: reject,
        });
      }),
    ...given,
  });
}

const row = (key: string, version = 1): Row => ({ tenantId: `t-${key}`, version });

/** Puts a row into the cache the ordinary way. */
async function fill(cache: SnapshotCache<Row>, key: string, value: Row | null): Promise<void> {
  const loading = cache.get(key);
  await loads.pop()!.end(value);
  await loading;
}

describe('A row', () => {
  it('is loaded once and then known without waiting', async () => {
    const cache = cacheOf();
    expect(cache.peek('a')).toBeUndefined();
    await fill(cache, 'a', row('a'));
    expect(cache.peek('a')).toEqual(row('a'));
    expect(cache.get('a')).toEqual(row('a'));
    expect(loads).toEqual([]);
  });

  it('that many ask for at once is loaded once for all', async () => {
    const cache = cacheOf();
    const asked = Array.from({ length: 50 }, async () => cache.get('a'));
    expect(loads).toHaveLength(1);
    await loads[0]!.end(row('a'));
    expect(await Promise.all(asked)).toEqual(Array(50).fill(row('a')));
  });

  it('is loaded beside others, each by its own key', async () => {
    const cache = cacheOf();
    const [a, b] = [cache.get('a'), cache.get('b')];
    await loads[1]!.end(row('b'));
    await loads[0]!.end(row('a'));
    expect([await a, await b]).toEqual([row('a'), row('b')]);
  });

  it('whose load fails is asked for again by the next one who needs it', async () => {
    const cache = cacheOf();
    const asked = [cache.get('a'), cache.get('a')];
    loads[0]!.fail(new Error('away'));
    await expect(asked[0]).rejects.toThrow('away');
    await expect(asked[1]).rejects.toThrow('away');
    await fill(cache, 'a', row('a'));
    expect(cache.peek('a')).toEqual(row('a'));
  });

  it('is loaded anew after its time, even when no notice came', async () => {
    jest.useRealTimers();
    const ttlMs = 30;
    const cache = cacheOf({ ttlMs });
    const startedAt = performance.now();
    await fill(cache, 'a', row('a'));
    while (cache.peek('a') !== undefined) await nextRound();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(ttlMs - 1);
    expect(cache.get('a')).toBeInstanceOf(Promise);
  });

  it('makes room for those that are used more', async () => {
    const cache = cacheOf({ max: 2 });
    await fill(cache, 'a', row('a'));
    await fill(cache, 'b', row('b'));
    cache.peek('a');
    await fill(cache, 'c', row('c'));
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual([row('a'), undefined, row('c')]);
  });
});

describe('A notice', () => {
  it('drops what it is about, and nothing else', async () => {
    const cache = cacheOf();
    await fill(cache, 'a', row('a'));
    await fill(cache, 'b', row('b'));
    notices.change('rows', 't-a');
    expect(cache.peek('a')).toBeUndefined();
    expect(cache.peek('b')).toEqual(row('b'));
    notices.change('others', 't-b');
    expect(cache.peek('b')).toEqual(row('b'));
  });

  it('is judged by the remembered row, too', async () => {
    const cache = cacheOf({ drops: ({ tenantId }, _, value) => value === null || value.tenantId === tenantId });
    await fill(cache, 'known', row('x'));
    await fill(cache, 'unknown', null);
    notices.change('rows', 't-y');
    expect(cache.peek('known')).toEqual(row('x'));
    expect(cache.peek('unknown')).toBeUndefined();
    notices.change('rows', 't-x');
    expect(cache.peek('known')).toBeUndefined();
  });

  it('keeps a load that it overtook from being remembered: it may have read the row before its change', async () => {
    const cache = cacheOf();
    const overtaken = cache.get('a');
    notices.change('rows', 't-a');
    await loads[0]!.end(row('a', 1));
    expect(await overtaken).toEqual(row('a', 1));
    expect(cache.peek('a')).toBeUndefined();
  });

  it('makes those who ask after it wait for a load that began after it', async () => {
    const cache = cacheOf();
    const before = cache.get('a');
    notices.change('rows', 't-a');
    const after = cache.get('a');
    expect(loads).toHaveLength(2);
    await loads[1]!.end(row('a', 2));
    await loads[0]!.end(row('a', 1));
    expect([await before, await after]).toEqual([row('a', 1), row('a', 2)]);
    expect(cache.peek('a')).toEqual(row('a', 2));
  });

  it('does not part those who ask after it: their load is one, whatever becomes of the overtaken one', async () => {
    const cache = cacheOf();
    const before = cache.get('a');
    notices.change('rows', 't-a');
    const after = [cache.get('a')];
    await loads[0]!.end(row('a', 1));
    after.push(cache.get('a'));
    expect(loads).toHaveLength(2);
    await loads[1]!.end(row('a', 2));
    expect(await Promise.all([before, ...after])).toEqual([row('a', 1), row('a', 2), row('a', 2)]);
  });

  it('that everything may have changed drops everything, and what is being loaded', async () => {
    const cache = cacheOf();
    await fill(cache, 'a', row('a'));
    const overtaken = cache.get('b');
    notices.reset();
    await loads[0]!.end(row('b'));
    await overtaken;
    expect([cache.peek('a'), cache.peek('b')]).toEqual([undefined, undefined]);
  });
});

describe('While changes are not heard of', () => {
  it('a row is kept for a second and no longer', async () => {
    const cache = cacheOf();
    await fill(cache, 'a', row('a'));
    notices.isListening = false;
    jest.advanceTimersByTime(1_000);
    expect(cache.peek('a')).toEqual(row('a'));
    jest.advanceTimersByTime(1);
    expect(cache.peek('a')).toBeUndefined();
    await fill(cache, 'a', row('a', 2));
    expect(cache.get('a')).toEqual(row('a', 2));
  });

  it('a row counts its second from when its load began, for it may be as old as that', async () => {
    const cache = cacheOf();
    notices.isListening = false;
    const asked = cache.get('a');
    jest.advanceTimersByTime(700);
    await loads[0]!.end(row('a'));
    await asked;
    jest.advanceTimersByTime(301);
    expect(cache.peek('a')).toBeUndefined();
  });
});

describe('That there is none', () => {
  it('is remembered, but for a second only', async () => {
    const cache = cacheOf();
    await fill(cache, 'a', null);
    expect(cache.peek('a')).toBeNull();
    expect(cache.get('a')).toBeNull();
    jest.advanceTimersByTime(1_001);
    expect(cache.peek('a')).toBeUndefined();
  });
});

describe('Any order of loads, changes and questions', () => {
  it('never answers with a row from before a change that was told before the question', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('ask' as const), key: fc.constantFrom('a', 'b') }),
      fc.record({ what: fc.constant('change' as const), key: fc.constantFrom('a', 'b') }),
      fc.record({ what: fc.constant('end' as const), which: fc.nat(5) }),
      fc.record({ what: fc.constant('reset' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        notices = new ManualNotices();
        const versions: Record<string, number> = { a: 1, b: 1 };
        const open: { end(): void }[] = [];
        // A load reads the row when it begins and brings it when the test says so.
        const cache = cacheOf({
          load: (key) => {
            const read = row(key, versions[key]);
            return new Promise((resolve) => open.push({ end: () => resolve(read) }));
          },
        });
        const answers: Promise<void>[] = [];
        for (const each of steps) {
          if (each.what === 'ask') {
            const atLeast = versions[each.key]!;
            answers.push(
              Promise.resolve(cache.get(each.key)).then((value) =>
                expect(value!.version).toBeGreaterThanOrEqual(atLeast),
              ),
            );
          } else if (each.what === 'change') {
            versions[each.key]! += 1;
            notices.change('rows', `t-${each.key}`);
          } else if (each.what === 'end') {
            open.splice(each.which % Math.max(1, open.length), 1)[0]?.end();
            await nextRound();
          } else {
            notices.reset();
          }
        }
        for (const load of open) load.end();
        await Promise.all(answers);
      }),
      { numRuns: 300 },
    );
  });
});
