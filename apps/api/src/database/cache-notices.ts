import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { AppConfig } from '../config/env';

/** A row that caches may hold has changed; see the `notify_cache` trigger. */
export interface CacheNotice {
  table: string;
  tenantId: string | null;
}

const CHANNEL = 'switchboard_cache';
const RECONNECT_MS = 250;
/** A connection that no longer answers within this time has gone, whatever TCP thinks. */
const HEARTBEAT_MS = 500;
const HEARTBEAT_TIMEOUT_MS = 400;

/**
 * Listens for changes that other processes (and this one) make to what is kept in memory. Bound: a revoked key is refused
 * everywhere within a second. While no connection listens, `isListening` is false and caches keep nothing for longer than that.
 */
@Injectable()
export class CacheNotices implements OnModuleInit, OnModuleDestroy {
  isListening = false;
  private readonly logger = new Logger(CacheNotices.name);
  private readonly changeListeners: ((notice: CacheNotice) => void)[] = [];
  private readonly resetListeners: (() => void)[] = [];
  private client?: Client;
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(private readonly config: AppConfig) {}

  onChange(listener: (notice: CacheNotice) => void): void {
    this.changeListeners.push(listener);
  }

  /** Called when notices may have been missed: everything kept must go. */
  onReset(listener: () => void): void {
    this.resetListeners.push(listener);
  }

  /**
   * Returns when every change that was committed before the call has been heard: PostgreSQL sends a connection its notices before
   * the answer to its next query. Gives up with the connection, whose loss drops everything anyway.
   */
  async caughtUp(): Promise<void> {
    await this.client?.query('SELECT 1').catch(() => undefined);
  }

  onModuleInit(): Promise<void> {
    return this.connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'switchboard-notices',
      connectionTimeoutMillis: 2_000,
    });
    this.client = client;
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', (message) => this.tell(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      this.lost(client);
      return;
    }
    // What changed before this moment was not heard.
    this.reset();
    this.isListening = true;
    this.beat(client);
  }

  private beat(client: Client): void {
    this.timer = setTimeout(() => {
      const deadline = setTimeout(() => this.lost(client), HEARTBEAT_TIMEOUT_MS);
      client
        .query('SELECT 1')
        .then(() => this.client === client && !this.stopped && this.beat(client))
        .catch(() => this.lost(client))
        .finally(() => clearTimeout(deadline));
    }, HEARTBEAT_MS).unref();
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    if (this.isListening && !this.stopped)
      this.logger.warn('Lost the connection that hears of changes; caches keep nothing until it is back.');
    this.isListening = false;
    client.end().catch(() => undefined);
    if (!this.stopped) this.timer = setTimeout(() => void this.connect(), RECONNECT_MS).unref();
  }

  private tell(payload: string): void {
    const notice = readNotice(payload);
    // Anyone who can reach the database can put anything into the channel: what is not understood may mean everything.
    if (!notice) return this.reset();
    for (const listener of this.changeListeners) listener(notice);
  }

  private reset(): void {
    for (const listener of this.resetListeners) listener();
  }
}

function readNotice(payload: string): CacheNotice | null {
  try {
    return JSON.parse(payload) as CacheNotice | null;
  } catch {
    return null;
  }
}
