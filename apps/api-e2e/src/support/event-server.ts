import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Operator } from './operator';

/** An event that came to an endpoint and was signed for it. */
export interface ReceivedEvent {
  webhookId: string;
  /** Which endpoint it came to. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  /** The JSON text, as it came. */
  body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Assertions are its type check.
  json: any;
  atMs: number;
}

/** A tenant's server with any number of endpoints, in either format. */
export class EventServer {
  readonly received: ReceivedEvent[] = [];
  /** Requests whose signature did not fit. */
  unsigned = 0;
  private readonly verifiers = new Map<string, Webhook>();
  private readonly refusing = new Set<string>();
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<EventServer> {
    const server = new EventServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** What Switchboard must be allowed to call: plain HTTP on this machine. */
  get environment(): Readonly<Record<string, string>> {
    return { SSRF_ALLOW_HOSTS: this.host, ALLOW_HTTP_WEBHOOKS: 'true' };
  }

  private get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  urlOf(endpoint: string): string {
    return `http://${this.host}/${endpoint}`;
  }

  /** Lets an endpoint answer with 500. */
  refuse(endpoint: string): void {
    this.refusing.add(endpoint);
  }

  accept(endpoint: string): void {
    this.refusing.delete(endpoint);
  }

  /** Lets Switchboard tell a tenant's events to an endpoint of this server. */
  async subscribe(
    operator: Operator,
    tenantId: string,
    endpoint: string,
    { events, format = 'meta' }: { events: readonly string[]; format?: 'meta' | 'envelope' },
  ): Promise<void> {
    const wishes = { url: this.urlOf(endpoint), events, format };
    const { secret } = await operator.request(201, 'POST', `/tenants/${tenantId}/webhook-endpoints`, wishes);
    this.verifiers.set(endpoint, new Webhook(secret as string));
  }

  /** What came to an endpoint, in its order. */
  at(endpoint: string): ReceivedEvent[] {
    return this.received.filter((event) => event.endpoint === endpoint);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    const endpoint = (request.url ?? '').slice(1);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    if (this.refusing.has(endpoint)) response.statusCode = 500;
    try {
      this.verifiers.get(endpoint)?.verify(body, headers);
      const json = JSON.parse(body) as unknown;
      this.received.push({ webhookId: String(headers['webhook-id']), endpoint, headers, body, json, atMs });
    } catch {
      this.unsigned += 1;
    }
    response.end();
  }
}
