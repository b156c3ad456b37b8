import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, read whole. */
export interface TakenRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  atMs: number;
}

/** What the gateway does about one request. */
export type Reaction = (response: ServerResponse, request: TakenRequest) => void;

/** A gateway on this machine that does with each request what a test told it to, in order. */
export class FakeGateway {
  readonly requests: TakenRequest[] = [];
  /** Whether bodies are kept; a large one need not be. */
  takesBodies = true;
  private readonly reactions: Reaction[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => this.takesBodies && chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const taken = {
        method: request.method ?? '',
        url: new URL(request.url ?? '', this.url),
        headers: request.headers,
        body: Buffer.concat(chunks),
        atMs: Date.now(),
      };
      this.requests.push(taken);
      const reaction = this.reactions.shift() ?? answer(500, { unexpected: request.url });
      reaction(response, taken);
    });
  });

  static async start(): Promise<FakeGateway> {
    const gateway = new FakeGateway();
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Tells what to do with the next requests. */
  will(...reactions: Reaction[]): void {
    this.reactions.push(...reactions);
  }

  /** Forgets everything between two tests. */
  reset(): void {
    this.requests.length = 0;
    this.reactions.length = 0;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** Answers with JSON, or a text as it is. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Reaction {
  return (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

/** An answer of v1. */
export function v1(data: unknown, headers: Record<string, string> = {}): Reaction {
  return answer(200, { isSuccess: true, data }, headers);
}

/** A failure of v1. */
export function v1Failure(
  status: number,
  errors: { code: string; group?: string; description?: string; params?: object },
  headers: Record<string, string> = {},
): Reaction {
  const told = { group: 'GROUP', description: 'What happened.', ...errors };
  return answer(status, { isSuccess: false, errors: told, requestId: 'request-1' }, headers);
}

export const ACCEPTED = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '905321234567', wa_id: '905321234567' }],
  messages: [{ id: 'wamid.1' }],
};

/** Cuts the connection after the request has come. */
export const hangUp: Reaction = (response) => void response.destroy();

/** Never answers. */
export const stayQuiet: Reaction = () => undefined;
