/** What is counted by the minute, over all tenants. */
export interface ThroughputCounts {
  /** Outbound messages taken in, sandbox included. */
  accepted: number;
  /** Outbound messages that have reached a phone. */
  delivered: number;
  /** Outbound messages that have failed. */
  failed: number;
  /** Events that endpoints of tenants have taken. */
  deliveries: number;
}

const MINUTE_MS = 60_000;
/** Minutes that are kept while the database is away; older ones are given up. */
const MINUTES_MAX = 60;

/** What happened in a minute, by its beginning in milliseconds since 1970. */
export interface ThroughputMinute {
  minuteMs: number;
  counts: ThroughputCounts;
}

/** Counts what this process does until someone takes the counts away to write them down. Costs an addition. */
export class ThroughputTally {
  private readonly minutes = new Map<number, ThroughputCounts>();

  count(what: keyof ThroughputCounts, howMany: number, nowMs: number = Date.now()): void {
    if (howMany > 0) this.of(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)[what] += howMany;
  }

  /** What was counted since the last time, oldest first. */
  take(): ThroughputMinute[] {
    const taken = [...this.minutes].map(([minuteMs, counts]) => ({ minuteMs, counts }));
    this.minutes.clear();
    return taken.sort((one, other) => one.minuteMs - other.minuteMs);
  }

  /** Counts again what could not be written down. */
  giveBack(taken: readonly ThroughputMinute[]): void {
    for (const { minuteMs, counts } of taken) {
      const sum = this.of(minuteMs);
      sum.accepted += counts.accepted;
      sum.delivered += counts.delivered;
      sum.failed += counts.failed;
      sum.deliveries += counts.deliveries;
    }
  }

  private of(minuteMs: number): ThroughputCounts {
    const known = this.minutes.get(minuteMs);
    if (known) return known;
    const counts: ThroughputCounts = { accepted: 0, delivered: 0, failed: 0, deliveries: 0 };
    this.minutes.set(minuteMs, counts);
    if (this.minutes.size > MINUTES_MAX) this.minutes.delete(Math.min(...this.minutes.keys()));
    return counts;
  }
}

/** Of this process. Not injected: it is counted on the path of every message, where nothing else of a program's parts is needed. */
export const throughput = new ThroughputTally();
