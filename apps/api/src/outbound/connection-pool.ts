/** A connection as the pool sees it: it may close by itself while it is idle. */
export interface PooledConnection {
  /** Whether it can take a request. */
  readonly isOpen: boolean;
  destroy(): void;
}

export interface PoolLimits {
  /** Connections of one owner to one origin. */
  readonly perOrigin: number;
  /** Connections of one owner in use at a time. */
  readonly perOwner: number;
  /** All connections, idle ones included. */
  readonly total: number;
  /** Requests that may wait for a connection; one more is refused at once. */
  readonly waiting: number;
}

/** The right to use one connection for one request. */
export interface Lease<C> {
  readonly connection: C;
  /** Hands the connection back, to be kept for the next request or to be closed. */
  release(isReusable: boolean): void;
}

/** Called once, when it is the request's turn, or with nothing when the pool closes before. */
export type Granted<C> = (lease: Lease<C> | undefined) => void;

interface Waiter<C> {
  readonly granted: Granted<C>;
}

/** One owner's connections to one origin. */
interface Lane<C> {
  readonly key: string;
  readonly owner: string;
  readonly origin: string;
  readonly idle: C[];
  readonly waiting: Set<Waiter<C>>;
  inUse: number;
}

/**
 * Shares out a bounded number of connections. Owners do not share connections, so that one owner's hanging requests
 * take none from another at the same origin; and no owner can take all of them. Whoever waits is served in turn, lane by
 * lane, and in order within a lane.
 */
export class ConnectionPool<C extends PooledConnection> {
  private readonly lanes = new Map<string, Lane<C>>();
  /** Lanes with waiting requests, the one whose turn is next first. */
  private readonly waitingLanes = new Set<Lane<C>>();
  /** Oldest first. */
  private readonly idle = new Map<C, Lane<C>>();
  private readonly inUseByOwner = new Map<string, number>();
  private readonly leased = new Set<C>();
  private waitingCount = 0;
  private isScheduled = false;
  private isClosed = false;

  /** @param open makes a connection to an origin, which calls `closed` when its socket has closed */
  constructor(
    private readonly limits: PoolLimits,
    private readonly open: (origin: string, closed: (connection: C) => void) => C,
  ) {}

  /** Connections at this moment, idle ones included. */
  get size(): number {
    return this.leased.size + this.idle.size;
  }

  /**
   * Queues for a connection; `granted` is called later, never at once.
   * @returns gives the place in the queue up, or undefined when the queue is full or the pool is closed
   */
  wait(owner: string, origin: string, granted: Granted<C>): (() => void) | undefined {
    if (this.isClosed || this.waitingCount >= this.limits.waiting) return undefined;
    const lane = this.laneOf(owner, origin);
    const waiter = { granted };
    lane.waiting.add(waiter);
    this.waitingCount += 1;
    this.waitingLanes.add(lane);
    this.schedule();
    return () => this.leave(lane, waiter);
  }

  /** Closes every connection, those in use too, and sends away whoever waits. */
  close(): void {
    this.isClosed = true;
    const waiters = [...this.waitingLanes].flatMap((lane) => [...lane.waiting]);
    for (const connection of [...this.idle.keys(), ...this.leased]) connection.destroy();
    this.idle.clear();
    this.lanes.clear();
    this.waitingLanes.clear();
    this.waitingCount = 0;
    for (const waiter of waiters) waiter.granted(undefined);
  }

  private laneOf(owner: string, origin: string): Lane<C> {
    const key = `${owner}\n${origin}`;
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      lane = { key, owner, origin, idle: [], waiting: new Set(), inUse: 0 };
      this.lanes.set(key, lane);
    }
    return lane;
  }

  private leave(lane: Lane<C>, waiter: Waiter<C>): void {
    if (this.isClosed || !lane.waiting.delete(waiter)) return;
    this.waitingCount -= 1;
    if (lane.waiting.size === 0) this.waitingLanes.delete(lane);
    this.forgetIfUnused(lane);
  }

  /** Grants in a microtask of its own, so that no caller is called back from within its own call. */
  private schedule(): void {
    if (this.isScheduled || this.waitingCount === 0) return;
    this.isScheduled = true;
    queueMicrotask(() => {
      this.isScheduled = false;
      this.grant();
    });
  }

  private grant(): void {
    // A lane that is added again behind the others is visited again in the same loop: each lane gets one at a time.
    for (const lane of this.waitingLanes) {
      if (!this.mayStart(lane)) continue;
      this.waitingLanes.delete(lane);
      const [waiter] = lane.waiting;
      if (waiter === undefined) continue;
      lane.waiting.delete(waiter);
      this.waitingCount -= 1;
      if (lane.waiting.size > 0) this.waitingLanes.add(lane);
      waiter.granted(this.leaseOf(lane));
    }
  }

  private mayStart(lane: Lane<C>): boolean {
    return (
      lane.inUse < this.limits.perOrigin &&
      (this.inUseByOwner.get(lane.owner) ?? 0) < this.limits.perOwner &&
      this.leased.size < this.limits.total
    );
  }

  private leaseOf(lane: Lane<C>): Lease<C> {
    const connection = this.takeIdle(lane) ?? this.openFor(lane);
    lane.inUse += 1;
    this.leased.add(connection);
    this.inUseByOwner.set(lane.owner, (this.inUseByOwner.get(lane.owner) ?? 0) + 1);
    return { connection, release: (isReusable) => this.release(lane, connection, isReusable) };
  }

  /** The one used last: it is the least likely to be closed by the other side at this moment. */
  private takeIdle(lane: Lane<C>): C | undefined {
    for (;;) {
      const connection = lane.idle.pop();
      if (connection === undefined) return undefined;
      this.idle.delete(connection);
      if (connection.isOpen) return connection;
      connection.destroy();
    }
  }

  private openFor(lane: Lane<C>): C {
    if (this.size >= this.limits.total) {
      const [oldest] = this.idle.keys();
      if (oldest !== undefined) this.drop(oldest);
    }
    return this.open(lane.origin, (connection) => this.drop(connection));
  }

  private release(lane: Lane<C>, connection: C, isReusable: boolean): void {
    if (!this.leased.delete(connection)) return;
    lane.inUse -= 1;
    const left = (this.inUseByOwner.get(lane.owner) ?? 1) - 1;
    if (left === 0) this.inUseByOwner.delete(lane.owner);
    else this.inUseByOwner.set(lane.owner, left);
    if (isReusable && connection.isOpen && !this.isClosed) {
      lane.idle.push(connection);
      this.idle.set(connection, lane);
    } else {
      connection.destroy();
    }
    this.forgetIfUnused(lane);
    this.schedule();
  }

  /** Lets go of an idle connection; one in use is let go of when it is released. */
  private drop(connection: C): void {
    const lane = this.idle.get(connection);
    if (lane === undefined) return;
    this.idle.delete(connection);
    lane.idle.splice(lane.idle.indexOf(connection), 1);
    connection.destroy();
    this.forgetIfUnused(lane);
  }

  private forgetIfUnused(lane: Lane<C>): void {
    if (lane.inUse === 0 && lane.idle.length === 0 && lane.waiting.size === 0) this.lanes.delete(lane.key);
  }
}
