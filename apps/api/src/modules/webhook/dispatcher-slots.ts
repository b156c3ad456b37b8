/** Names an endpoint. */
export interface EndpointKey {
  tenantId: string;
  endpointId: string;
}

/** How many attempts may run at the same time in this process. */
export interface SlotLimits {
  total: number;
  perEndpoint: number;
  /** Of an endpoint that has not answered lately. */
  first: number;
  /** Of all endpoints together that have not answered promptly: whatever they do, the rest is for those that do. */
  unproven: number;
  /** Of all endpoints together that fail: the rest of `unproven` is for those of which nothing is known yet. */
  struggling: number;
}

export const SLOT_LIMITS: SlotLimits = { total: 256, perEndpoint: 10, first: 4, unproven: 128, struggling: 64 };

/** proven: answered promptly the last time; struggling: failed slowly, or nothing but failures came for a while; new: neither. */
export type EndpointClass = 'proven' | 'new' | 'struggling';

/** What may be claimed now. */
export interface ClaimPlan {
  /** Endpoints that are served already, with the lanes that each may get: 0 for those at their limit. */
  known: (EndpointKey & { free: number; class: EndpointClass })[];
  /** Lanes that each other endpoint may get; a failing one gets one. */
  freshEach: number;
  /** Lanes that all endpoints of a class may get together, those included that are not served yet. */
  totals: Record<EndpointClass, number>;
}

/** An attempt as it counts for its endpoint's standing. */
export interface ObservedAttempt {
  isDelivered: boolean;
  durationMs: number;
}

interface Standing extends EndpointKey {
  running: number;
  /** How many may run: grows to `perEndpoint` with every prompt answer, and falls with every slow failure. */
  allowance: number;
  class: EndpointClass;
  lastActiveMs: number;
}

const PROMPT_MS = 1_000;
/** How long a quiet endpoint's standing is remembered. */
const MEMORY_MS = 2_000;
const REMEMBERED_MAX = 512;
/** The part of the free slots that endpoints can count on that have not proven to be prompt. */
const UNPROVEN_PART = 0.25;

/**
 * Shares out the attempts of one process among endpoints. An endpoint that hangs holds few slots, and all such endpoints together
 * no more than a part of them, so that those that answer are never kept waiting.
 */
export class DispatcherSlots {
  private readonly standings = new Map<string, Standing>();
  private turn = 0;

  constructor(private readonly limits: SlotLimits = SLOT_LIMITS) {}

  /** Attempts that run. */
  get running(): number {
    return [...this.standings.values()].reduce((sum, { running }) => sum + running, 0);
  }

  /** @param isFailing whether only failures have come from the endpoint, as the database says */
  take(endpoint: EndpointKey, isFailing: boolean, nowMs: number): void {
    const standing = this.standingOf(endpoint) ?? this.enter(endpoint, isFailing);
    standing.running += 1;
    standing.lastActiveMs = nowMs;
  }

  give(endpoint: EndpointKey, nowMs: number): void {
    const standing = this.standingOf(endpoint);
    if (!standing) return;
    standing.running -= 1;
    standing.lastActiveMs = nowMs;
  }

  observe(endpoint: EndpointKey, { isDelivered, durationMs }: ObservedAttempt): void {
    const standing = this.standingOf(endpoint);
    if (!standing) return;
    const isPrompt = durationMs <= PROMPT_MS;
    standing.class = isPrompt ? 'proven' : isDelivered ? 'new' : 'struggling';
    const allowance = isPrompt || isDelivered ? standing.allowance * 2 : Math.floor(standing.allowance / 2);
    standing.allowance = Math.min(Math.max(allowance, 1), this.limits.perEndpoint);
  }

  plan(nowMs: number): ClaimPlan {
    this.forgetQuiet(nowMs);
    const running = this.runningByClass();
    const free = this.limits.total - running.proven - running.new - running.struggling;
    const unproven = Math.min(this.limits.unproven - running.new - running.struggling, Math.ceil(free * UNPROVEN_PART));
    // An odd one goes to each of the two in turn.
    this.turn = 1 - this.turn;
    const struggling = Math.min(this.limits.struggling - running.struggling, (unproven + this.turn) >> 1);
    const known = [...this.standings.values()].map(
      ({ tenantId, endpointId, allowance, running: busy, class: kind }) => ({
        tenantId,
        endpointId,
        free: Math.max(0, allowance - busy),
        class: kind,
      }),
    );
    return {
      known,
      freshEach: this.limits.first,
      totals: {
        proven: Math.max(0, free - Math.max(0, unproven)),
        new: Math.max(0, unproven - Math.max(0, struggling)),
        struggling: Math.max(0, struggling),
      },
    };
  }

  private standingOf(endpoint: EndpointKey): Standing | undefined {
    return this.standings.get(keyOf(endpoint));
  }

  private enter({ tenantId, endpointId }: EndpointKey, isFailing: boolean): Standing {
    const standing: Standing = {
      tenantId,
      endpointId,
      running: 0,
      allowance: isFailing ? 1 : this.limits.first,
      class: isFailing ? 'struggling' : 'new',
      lastActiveMs: 0,
    };
    this.standings.set(keyOf(standing), standing);
    return standing;
  }

  private forgetQuiet(nowMs: number): void {
    let surplus = this.standings.size - REMEMBERED_MAX;
    for (const [key, { running, lastActiveMs }] of this.standings) {
      if (running > 0 || (surplus <= 0 && nowMs - lastActiveMs < MEMORY_MS)) continue;
      this.standings.delete(key);
      surplus -= 1;
    }
  }

  private runningByClass(): Record<EndpointClass, number> {
    const sums: Record<EndpointClass, number> = { proven: 0, new: 0, struggling: 0 };
    for (const { class: kind, running } of this.standings.values()) sums[kind] += running;
    return sums;
  }
}

function keyOf({ tenantId, endpointId }: EndpointKey): string {
  return `${tenantId}/${endpointId}`;
}
