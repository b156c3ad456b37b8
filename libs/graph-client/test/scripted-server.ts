import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server read it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Reply = (response: ServerResponse, request: ReceivedRequest, number: number) => void;

/** A local HTTP server that answers as a test tells it, and remembers what arrived. */
export interface ScriptedServer {
  readonly origin: string;
  readonly received: ReceivedRequest[];
  reply: Reply;
  /** Takes no further connections; those that there are go on. */
  stopListening(): void;
  close(): Promise<void>;
}

export async function startScriptedServer(reply: Reply): Promise<ScriptedServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const arrived = { method, url, headers, body: Buffer.concat(chunks) };
      received.push(arrived);
      scripted.reply(response, arrived, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scripted: ScriptedServer = {
    origin: `http://127.0.0.1:${port}`,
    received,
    reply,
    stopListening: () => void server.close(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return scripted;
}

/** Answers with JSON. */
export function answerJson(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Answers with Meta's error envelope. */
export function answerError(status: number, code: number, headers: Record<string, string> = {}): Reply {
  return answerJson(status, { error: { message: `(#${code}) refused`, type: 'OAuthException', code } }, headers);
}
