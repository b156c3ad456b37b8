import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Client } from 'pg';
import { AppConfig } from '../../config/env';
import { InboundEventService } from './inbound-event.service';

/** A session lock: whoever holds it reads. It is free again the moment its holder dies. */
const LOCK = `hashtextextended('switchboard.inbound', 0)`;
/** A backstop: new events are announced at once. */
const POLL_MS = 1_000;

/**
 * Reads what Meta has posted, in the order in which it came: one worker of all processes at a time, so that the events of one
 * conversation cannot overtake each other. Another takes over within a second when it dies.
 */
@Injectable()
export class InboundWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(InboundWorker.name);
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  /** Whether events may have come since the last look. */
  private isWoken = false;
  private endPause: () => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly events: InboundEventService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.includes('worker')) this.running = this.run();
  }

  /** Lets the batch that is being read finish. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.connected((client, isBroken) => this.readAsLeader(client, isBroken));
      } catch (error) {
        this.logger.warn(`Reading of inbound events was interrupted: ${String(error)}`);
        // Whatever woke it meanwhile is found at the next attempt, which must not come at once.
        this.isWoken = false;
        await this.pause();
      }
    }
  }

  /** The lock is lost with its connection: who goes on without it reads beside the next leader. */
  private async readAsLeader(client: Client, isBroken: () => boolean): Promise<void> {
    let isLeader = false;
    while (!this.isStopping && !isBroken()) {
      isLeader ||= await this.becomesLeader(client);
      this.isWoken = false;
      const read = isLeader ? await this.events.processNext() : 0;
      if (read === 0) await this.pause();
    }
  }

  private async becomesLeader(client: Client): Promise<boolean> {
    const { rows } = await client.query<{ is_leader: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS is_leader`);
    return rows[0]?.is_leader === true;
  }

  /**
   * One connection that holds the lock and hears of new events; what breaks it ends the leadership.
   * @throws Error when it breaks, after the batch that is being read then
   */
  private async connected(work: (client: Client, isBroken: () => boolean) => Promise<void>): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'switchboard-inbound',
      connectionTimeoutMillis: POLL_MS * 5,
    });
    let isBroken = false;
    let isOver = false;
    const lost = (): void => {
      isBroken = true;
      if (!isOver) this.wake();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.wake());
    try {
      await client.connect();
      await client.query('LISTEN switchboard_inbound');
      await work(client, () => isBroken);
      if (isBroken) throw new Error('the connection has ended');
    } finally {
      isOver = true;
      await client.end().catch(() => undefined);
    }
  }

  private wake(): void {
    this.isWoken = true;
    this.endPause();
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.isWoken || this.isStopping) this.endPause();
    });
  }
}
