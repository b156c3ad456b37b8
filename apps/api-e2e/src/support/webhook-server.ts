import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** One event that a tenant's server got and believed. */
export interface Delivered {
  webhookId: string;
  /** Which path it came to: a tenant's own. */
  path: string;
  /** The change's value, as it came. */
  value: { messages?: { id: string; from?: string }[]; statuses?: { id: string; status: string }[] };
  atMs: number;
}

export type Behaviour = 'take' | 'hang' | 'fail';

/** The servers of many tenants in one: each has a path, a secret and a behaviour. */
export class WebhookServer {
  readonly delivered: Delivered[] = [];
  /** Requests whose signature did not fit. */
  unsigned = 0;
  private readonly tenants = new Map<string, { verifier: Webhook; behaviour: Behaviour }>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<WebhookServer> {
    const server = new WebhookServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  serve(path: string, secret: string, behaviour: Behaviour = 'take'): void {
    this.tenants.set(path, { verifier: new Webhook(secret), behaviour });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const tenant = this.tenants.get(path);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (tenant?.behaviour === 'hang') return;
    if (tenant?.behaviour === 'take') this.take(path, tenant.verifier, Buffer.concat(chunks).toString(), request);
    response.statusCode = tenant?.behaviour === 'take' ? 200 : 500;
    response.end();
  }

  private take(path: string, verifier: Webhook, body: string, { headers }: IncomingMessage): void {
    try {
      verifier.verify(body, headers as Record<string, string>);
    } catch {
      this.unsigned += 1;
      return;
    }
    const { entry } = JSON.parse(body) as { entry: { changes: { value: Delivered['value'] }[] }[] };
    const value = entry[0]!.changes[0]!.value;
    this.delivered.push({ webhookId: String(headers['webhook-id']), path, value, atMs: performance.now() });
  }
}
