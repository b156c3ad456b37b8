import { GraphConnection } from './graph-connection';
import type { ConnectionOptions } from './graph-connection';

export interface OriginConnectionsOptions extends Omit<ConnectionOptions, 'origin'> {
  /** Origins whose connections are kept. */
  readonly origins: number;
}

/** Connections to servers that are only known from Meta's answers: a pool for each of the origins used last. */
export class OriginConnections {
  /** The one used last comes last. */
  private readonly pools = new Map<string, GraphConnection>();
  /** No longer kept, but with requests that still run. */
  private readonly closing = new Set<GraphConnection>();

  constructor(private readonly options: OriginConnectionsOptions) {}

  /** The connections to `https://host:port`. */
  to(origin: string): GraphConnection {
    const pool = this.pools.get(origin) ?? this.open(origin);
    this.pools.delete(origin);
    this.pools.set(origin, pool);
    return pool;
  }

  /** How many origins have connections that are kept. */
  get size(): number {
    return this.pools.size;
  }

  /** Breaks off whatever runs and closes all connections. */
  async destroy(): Promise<void> {
    await Promise.all([...this.pools.values(), ...this.closing].map((pool) => pool.destroy()));
  }

  private open(origin: string): GraphConnection {
    if (this.pools.size >= this.options.origins) this.closeOne();
    return new GraphConnection({ ...this.options, origin });
  }

  /** An idle pool, or else the one used longest ago, whose running requests still come to their end. */
  private closeOne(): void {
    const entries = [...this.pools];
    const [origin, pool] = entries.find(([, { isIdle }]) => isIdle) ?? entries[0] ?? [];
    if (origin === undefined || pool === undefined) return;
    this.pools.delete(origin);
    this.closing.add(pool);
    void pool.close().finally(() => this.closing.delete(pool));
  }
}
