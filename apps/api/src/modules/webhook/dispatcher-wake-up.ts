import { Client } from 'pg';

const CHANNEL = 'switchboard_deliveries';
const RECONNECT_MS = 500;
const CONNECT_TIMEOUT_MS = 5_000;

/** Hears when deliveries are put on their way. A lost connection is made anew; until then the dispatcher looks by itself. */
export class DispatcherWakeUp {
  private client?: Client;
  private timer?: NodeJS.Timeout;
  private isStopped = false;

  constructor(
    private readonly databaseUrl: string | undefined,
    private readonly wake: () => void,
  ) {}

  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'switchboard-deliveries',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    this.client = client;
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', this.wake);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      // What was announced before this moment was not heard.
      this.wake();
    } catch {
      this.lost(client);
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.end().catch(() => undefined);
    if (!this.isStopped) this.timer = setTimeout(() => void this.start(), RECONNECT_MS);
  }
}
