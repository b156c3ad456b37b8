import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a tenant's own server makes of a status event: the wamid, and what became of the message. */
interface ReceivedStatus {
  wamid: string;
  status: string;
}

/** The demo tenant's own server: takes the events that Switchboard posts, and believes only what is signed. */
export class DemoReceiver {
  readonly received: ReceivedStatus[] = [];
  secret = '';
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  /** Listens on a free port of this machine. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** The statuses of one message, in the order in which they came. */
  statusesOf(wamid: string | null): string[] {
    return this.received.filter((each) => each.wamid === wamid).map(({ status }) => status);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const isSigned = this.isSigned(request, body);
    if (isSigned) this.received.push(...statusesIn(body));
    response.statusCode = isSigned ? 204 : 401;
    response.end();
  }

  /** As https://www.standardwebhooks.com says. */
  private isSigned({ headers }: IncomingMessage, body: string): boolean {
    const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from(this.secret.replace('whsec_', ''), 'base64');
    const expected = Buffer.from(`v1,${createHmac('sha256', key).update(text).digest('base64')}`);
    const given = Buffer.from(String(headers['webhook-signature']));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

interface StatusEvent {
  entry: { changes: { value: { statuses?: { id: string; status: string }[] } }[] }[];
}

function statusesIn(body: string): ReceivedStatus[] {
  const { entry } = JSON.parse(body) as StatusEvent;
  return entry
    .flatMap(({ changes }) => changes)
    .flatMap(({ value }) => value.statuses ?? [])
    .map(({ id, status }) => ({ wamid: id, status }));
}
