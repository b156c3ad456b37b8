import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SampleFile } from '@switchboard/contracts';

/** A server on the Internet that tenants link to; each test gives it its paths. */
export class LinkServer {
  /** The paths that were asked for, in order. */
  readonly requests: string[] = [];
  private readonly paths = new Map<string, RequestListener>();
  private readonly server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    this.requests.push(path);
    const listener = this.paths.get(path);
    if (listener) listener(request, response);
    else response.writeHead(404).end('not here');
  });

  static async start(): Promise<LinkServer> {
    const server = new LinkServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** As SSRF_ALLOW_HOSTS names it. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers a path in its own way; gives the link to it. */
  serve(path: string, listener: RequestListener): string {
    this.paths.set(path, listener);
    return this.linkTo(path);
  }

  /** Answers a path with a file, as a good server does; gives the link to it. */
  serveFile(path: string, { bytes, mimeType }: SampleFile, headers: Record<string, string> = {}): string {
    return this.serve(path, (_request, response) => {
      response.writeHead(200, { 'content-type': mimeType, 'content-length': bytes.length, ...headers }).end(bytes);
    });
  }

  linkTo(path: string): string {
    return `http://${this.host}${path}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
