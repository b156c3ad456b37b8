import { LRUCache } from 'lru-cache';
import type { CacheNotice, CacheNotices } from './cache-notices';

/** While changes are not heard of, and for answers of "there is none", nothing is kept for longer than this. */
const UNHEARD_TTL_MS = 1_000;

export interface SnapshotCacheOptions<V> {
  /** How many entries are kept; the least recently used goes first. */
  max: number;
  /** The backstop: an entry is loaded anew after this time even if no notice came. */
  ttlMs: number;
  load(key: string): Promise<V | null>;
  notices: CacheNotices;
  /** Whether a change makes an entry stale; `value` is null for a remembered "there is none". */
  drops(notice: CacheNotice, key: string, value: V | null): boolean;
}

interface Entry<V> {
  value: V | null;
  loadedAt: number;
}

/**
 * Rows kept in memory for the path of a message, dropped by the database's own notices. Concurrent loads of one key are one
 * query; a load that was overtaken by a notice is not kept.
 */
export class SnapshotCache<V> {
  private readonly entries: LRUCache<string, Entry<V>>;
  private readonly loading = new Map<string, Promise<V | null>>();
  private generation = 0;

  constructor(private readonly options: SnapshotCacheOptions<V>) {
    this.entries = new LRUCache({ max: options.max, ttl: options.ttlMs });
    options.notices.onChange((notice) => this.drop(notice));
    options.notices.onReset(() => this.clear());
  }

  /** The value of a key from memory; undefined when it has to be loaded. */
  peek(key: string): V | null | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const isShortLived = entry.value === null || !this.options.notices.isListening;
    if (isShortLived && performance.now() - entry.loadedAt > UNHEARD_TTL_MS) return undefined;
    return entry.value;
  }

  /** The value of a key; null when there is none. */
  get(key: string): Promise<V | null> | V | null {
    const kept = this.peek(key);
    return kept === undefined ? this.load(key) : kept;
  }

  private load(key: string): Promise<V | null> {
    const running = this.loading.get(key);
    if (running) return running;
    const generation = this.generation;
    const loadedAt = performance.now();
    const load = this.options
      .load(key)
      .then((value) => {
        if (generation === this.generation) this.entries.set(key, { value, loadedAt });
        return value;
      })
      .finally(() => {
        // A notice may have begun a newer load of the same key.
        if (this.loading.get(key) === load) this.loading.delete(key);
      });
    this.loading.set(key, load);
    return load;
  }

  private drop(notice: CacheNotice): void {
    let isRelevant = false;
    for (const [key, entry] of this.entries.entries()) {
      if (!this.options.drops(notice, key, entry.value)) continue;
      this.entries.delete(key);
      isRelevant = true;
    }
    // A load under way may have read the row before its change.
    if (isRelevant || this.loading.size > 0) this.abandonLoads();
  }

  private clear(): void {
    this.entries.clear();
    this.abandonLoads();
  }

  private abandonLoads(): void {
    this.generation += 1;
    this.loading.clear();
  }
}
