/** Lets `capacity` calls pass at once and `perSecond` more each second. Meta's limits, seen from outside, behave so. */
export class TokenBucket {
  private tokens: number;
  private updatedMs: number;

  constructor(
    private readonly capacity: number,
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.tokens = capacity;
    this.updatedMs = nowMs;
  }

  /** Whether one more call may pass now; if so it is counted. */
  take(nowMs: number): boolean {
    const refilled = this.tokens + ((nowMs - this.updatedMs) / 1000) * this.perSecond;
    this.tokens = Math.min(this.capacity, refilled);
    this.updatedMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
