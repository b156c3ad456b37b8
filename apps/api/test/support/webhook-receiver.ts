import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook as it came in. */
export interface ReceivedWebhook {
  /** By the monotonic clock, in milliseconds. */
  atMs: number;
  headers: IncomingHttpHeaders;
  /** `webhook-id` */
  id: string;
  body: string;
}

/** What is answered: a status, or anything that writes the answer itself (or never does). */
export type Reply = number | ((response: ServerResponse) => void);

const PATIENCE_MS = 30_000;

/** A tenant's server: remembers what it is sent and answers as the test says. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  /** Called for every webhook, after it was remembered. */
  reply: (webhook: ReceivedWebhook) => Reply = () => 200;
  private readonly watchers = new Set<() => void>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const webhook = {
          atMs: performance.now(),
          headers: request.headers,
          id: String(request.headers['webhook-id']),
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.received.push(webhook);
        const reply = this.reply(webhook);
        if (typeof reply === 'number') response.writeHead(reply).end();
        else reply(response);
        for (const watcher of this.watchers) watcher();
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WebhookReceiver(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** The ids of what came in, in the order of arrival. */
  get ids(): string[] {
    return this.received.map(({ id }) => id);
  }

  /** Waits until something is true of what has come in. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(check);
        reject(new Error(`It did not come true; ${this.received.length} webhooks came.`));
      }, PATIENCE_MS);
      const check = (): void => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.watchers.delete(check);
        resolve();
      };
      this.watchers.add(check);
      check();
    });
  }

  count(count: number): Promise<void> {
    return this.until(() => this.received.length >= count);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
