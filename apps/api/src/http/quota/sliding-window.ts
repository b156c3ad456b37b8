/**
 * A true sliding window: at most `limit` events in any `windowMs`, however they fall on the clock. It remembers the instant of
 * each event in a ring that grows no larger than the limit (8 bytes an event).
 */
export class SlidingWindow {
  private instants = new Float64Array(16);
  private oldest = 0;
  private count = 0;

  /** How many more events would be allowed now. */
  remaining(nowMs: number, limit: number, windowMs: number): number {
    this.forget(nowMs - windowMs);
    return Math.max(0, limit - this.count);
  }

  /** How long until one more event is allowed; 0 when it is allowed now. */
  waitMs(nowMs: number, limit: number, windowMs: number): number {
    if (this.remaining(nowMs, limit, windowMs) > 0) return 0;
    // With a limit that was lowered, more than the oldest event has to leave.
    const leaving = this.instants[(this.oldest + this.count - limit) % this.instants.length] ?? nowMs;
    return Math.max(1, leaving + windowMs - nowMs);
  }

  add(nowMs: number): void {
    if (this.count === this.instants.length) this.grow();
    this.instants[(this.oldest + this.count) % this.instants.length] = nowMs;
    this.count += 1;
  }

  private forget(beforeMs: number): void {
    while (this.count > 0 && (this.instants[this.oldest] ?? 0) <= beforeMs) {
      this.oldest = (this.oldest + 1) % this.instants.length;
      this.count -= 1;
    }
  }

  private grow(): void {
    const larger = new Float64Array(this.instants.length * 2);
    for (let index = 0; index < this.count; index += 1) {
      larger[index] = this.instants[(this.oldest + index) % this.instants.length] ?? 0;
    }
    this.instants = larger;
    this.oldest = 0;
  }
}
