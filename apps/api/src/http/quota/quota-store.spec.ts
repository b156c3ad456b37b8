import fc from 'fast-check';
import { MemoryQuotaStore, type QuotaWindow } from './quota-store';

let nowMs: number;
let store: MemoryQuotaStore;

beforeEach(() => {
  nowMs = 1_000_000;
  store = new MemoryQuotaStore(() => nowMs);
});

const second = (limit: number, key = 'sec'): QuotaWindow => ({ key, limit, windowMs: 1_000 });
const minute = (limit: number, key = 'min'): QuotaWindow => ({ key, limit, windowMs: 60_000 });

describe('The limits of one process', () => {
  it('count a request in all windows and say what is left in each', () => {
    expect(store.take([second(3), minute(5)])).toEqual({ remaining: [2, 4], refusedBy: null, retryAfterMs: 0 });
    expect(store.take([second(3), minute(5)])).toEqual({ remaining: [1, 3], refusedBy: null, retryAfterMs: 0 });
  });

  it('use nothing of any window when one of them is full', () => {
    store.take([second(1), minute(5)]);
    expect(store.take([second(1), minute(5)])).toEqual({ remaining: [0, 4], refusedBy: 0, retryAfterMs: 1_000 });
    expect(store.take([minute(5)]).remaining).toEqual([3]);
  });

  it('use nothing of the windows before the full one either', () => {
    store.take([minute(1)]);
    nowMs += 20_000;
    expect(store.take([second(3), minute(1)])).toEqual({ remaining: [3, 0], refusedBy: 1, retryAfterMs: 40_000 });
    expect(store.peek([second(3)]).remaining).toEqual([3]);
  });

  it('name the first full window when several are', () => {
    store.take([second(1), minute(1)]);
    expect(store.take([second(1), minute(1)])).toMatchObject({ refusedBy: 0, retryAfterMs: 1_000 });
  });

  it('let a request in again as soon as there is room, not before', () => {
    store.take([second(1)]);
    nowMs += 999;
    expect(store.take([second(1)])).toMatchObject({ refusedBy: 0, retryAfterMs: 1 });
    nowMs += 1;
    expect(store.take([second(1)])).toMatchObject({ refusedBy: null });
  });

  it('can be looked at without using anything', () => {
    for (let count = 0; count < 10; count += 1) {
      expect(store.peek([second(2), minute(5)])).toEqual({ remaining: [2, 5], refusedBy: null, retryAfterMs: 0 });
    }
    store.take([second(1)]);
    expect(store.peek([second(1)])).toEqual({ remaining: [0], refusedBy: 0, retryAfterMs: 1_000 });
  });

  it('hold no key back because of another', () => {
    store.take([second(1, 'a')]);
    expect(store.take([second(1, 'b')])).toMatchObject({ refusedBy: null });
  });

  it('obey a lowered limit at once', () => {
    for (let count = 0; count < 3; count += 1) store.take([second(5)]);
    expect(store.take([second(2)])).toEqual({ remaining: [0], refusedBy: 0, retryAfterMs: 1_000 });
    expect(store.take([second(4)])).toMatchObject({ remaining: [0], refusedBy: null });
  });

  it('take all or nothing, whatever the windows and whenever the requests come', () => {
    const request = fc.record({
      afterMs: fc.nat(700),
      keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      isTaking: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (requests, limit) => {
        nowMs = 0;
        store = new MemoryQuotaStore(() => nowMs);
        const taken: { at: number; keys: string[] }[] = [];
        for (const { afterMs, keys, isTaking } of requests) {
          nowMs += afterMs;
          const countOf = (key: string): number =>
            taken.filter((each) => each.keys.includes(key) && each.at > nowMs - 1_000).length;
          const full = keys.findIndex((key) => countOf(key) >= limit);
          const windows = keys.map((key) => second(limit, key));
          const decision = isTaking ? store.take(windows) : store.peek(windows);
          if (isTaking && full < 0) taken.push({ at: nowMs, keys });
          expect(decision.refusedBy).toBe(full < 0 ? null : full);
          expect(decision.remaining).toEqual(keys.map((key) => limit - countOf(key)));
        }
      }),
    );
  });

  it('stay bounded in memory: the keys that were idle longest are forgotten first', () => {
    store.take([second(1, 'idle')]);
    store.take([second(1, 'busy')]);
    for (let count = 0; count < 10_000; count += 1) {
      store.take([second(1, `other-${count}`)]);
      if (count % 1_000 === 0) store.peek([second(1, 'busy')]);
    }
    expect(store.peek([second(1, 'idle')])).toMatchObject({ refusedBy: null });
    expect(store.peek([second(1, 'busy')])).toMatchObject({ refusedBy: 0 });
  });
});

describe('The limits of one process, on the machine’s own clock', () => {
  it('count too', () => {
    const real = new MemoryQuotaStore();
    expect(real.take([minute(1)])).toMatchObject({ refusedBy: null });
    const refused = real.take([minute(1)]);
    expect(refused.refusedBy).toBe(0);
    expect(refused.retryAfterMs).toBeGreaterThan(59_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
  });
});
