import { LRUCache } from 'lru-cache';
import { SlidingWindow } from './sliding-window';

/** One limit that a request is held against: at most `limit` requests under `key` in any `windowMs`. */
export interface QuotaWindow {
  key: string;
  limit: number;
  windowMs: number;
}

/** What the windows say. `refusedBy` is the index of the window that refused; then nothing was used up in any. */
export interface QuotaDecision {
  remaining: number[];
  refusedBy: number | null;
  /** When refused: how long until the refusing window has room. */
  retryAfterMs: number;
}

/** Where the windows live: in this process, or in Redis when several processes share them. */
export abstract class QuotaStore {
  /** Uses one request of all windows, or of none when any is full. */
  abstract take(windows: readonly QuotaWindow[]): Promise<QuotaDecision> | QuotaDecision;
  /** What is left, using nothing. */
  abstract peek(windows: readonly QuotaWindow[]): Promise<QuotaDecision> | QuotaDecision;
}

/** Windows kept in memory; beyond this many, the least recently used (an idle key's) is forgotten. */
const MAX_WINDOWS = 10_000;

export class MemoryQuotaStore extends QuotaStore {
  private readonly windows = new LRUCache<string, SlidingWindow>({ max: MAX_WINDOWS });

  constructor(private readonly nowMs: () => number = () => performance.now()) {
    super();
  }

  take(windows: readonly QuotaWindow[]): QuotaDecision {
    return this.decide(windows, true);
  }

  peek(windows: readonly QuotaWindow[]): QuotaDecision {
    return this.decide(windows, false);
  }

  private decide(windows: readonly QuotaWindow[], isTaking: boolean): QuotaDecision {
    const now = this.nowMs();
    const found = windows.map(({ key }) => this.windowOf(key));
    const waits = windows.map(({ limit, windowMs }, index) => found[index]?.waitMs(now, limit, windowMs) ?? 0);
    const refusedBy = waits.findIndex((wait) => wait > 0);
    const isTaken = isTaking && refusedBy < 0;
    if (isTaken) for (const window of found) window.add(now);
    return {
      remaining: windows.map(({ limit, windowMs }, index) => found[index]?.remaining(now, limit, windowMs) ?? 0),
      refusedBy: refusedBy < 0 ? null : refusedBy,
      retryAfterMs: refusedBy < 0 ? 0 : (waits[refusedBy] ?? 0),
    };
  }

  private windowOf(key: string): SlidingWindow {
    let window = this.windows.get(key);
    if (!window) {
      window = new SlidingWindow();
      this.windows.set(key, window);
    }
    return window;
  }
}
