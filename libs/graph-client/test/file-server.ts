import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type FileHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A local HTTP server that hands each request to the test as soon as its headers have come, and reads nothing of it. */
export interface FileServer {
  readonly origin: string;
  /** Requests that have begun to arrive. */
  readonly requests: number;
  /** Connections that have been opened so far. */
  readonly connections: number;
  /** Those that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  handle: FileHandler;
  close(): Promise<void>;
}

export async function startFileServer(handle: FileHandler): Promise<FileServer> {
  const sockets = new Set<Socket>();
  const started = {
    origin: '',
    requests: 0,
    connections: 0,
    sockets,
    handle,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    started.requests += 1;
    started.handle(request, response);
  });
  server.on('connection', (socket: Socket) => {
    started.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return started;
}
