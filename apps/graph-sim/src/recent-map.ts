/**
 * A map of bounded size that forgets what was not used for longest, approximately and in constant time: entries live
 * in two generations, a full young generation becomes the old one, and the old one is dropped with all that was not
 * touched since.
 */
export class RecentMap<Key, Value> {
  private young = new Map<Key, Value>();
  private old = new Map<Key, Value>();

  /** @param maxEntries never exceeded; at least half of it is kept */
  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: Key): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const kept = this.old.get(key);
    if (kept !== undefined) this.set(key, kept);
    return kept;
  }

  set(key: Key, value: Value): void {
    this.old.delete(key);
    if (this.young.size >= this.maxEntries / 2 && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  delete(key: Key): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  *values(): IterableIterator<Value> {
    yield* this.old.values();
    yield* this.young.values();
  }
}
