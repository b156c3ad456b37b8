import type { IncomingHttpHeaders } from 'node:http';

import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

import type { GraphUnknown, GraphUnreachable } from './graph-outcome';
import type { HttpAnswer } from './read-answer';

/** One HTTP request, ready to be written. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query, without the host. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | readonly Uint8Array[];
}

export interface ConnectionOptions {
  readonly origin: string;
  /** Connections to the host, each with one request at a time. */
  readonly connections: number;
  /** Calls that may wait for a free connection; one more is refused at once. */
  readonly waitingMax: number;
  readonly connectTimeoutMs: number;
  readonly responseMaxBytes: number;
}

/** What became of one request: a complete answer, or the certainty or doubt about why there is none. */
export type HttpExchange = { readonly kind: 'answered'; readonly answer: HttpAnswer } | GraphUnreachable | GraphUnknown;

/**
 * Load balancers close idle connections after about 60 s. A request written into a connection that the other side is
 * just closing is lost in doubt, so ours are given up well before: after 20 s, and 2 s before a server's own
 * `Keep-Alive: timeout=` hint.
 */
const KEEP_ALIVE_MS = 20_000;
const KEEP_ALIVE_MAX_MS = 55_000;
const KEEP_ALIVE_MARGIN_MS = 2_000;

/** A pool of connections to one host that knows of each request whether a byte of it can have left. */
export class GraphConnection {
  private readonly pool: Pool;
  private inFlight = 0;

  constructor(private readonly options: ConnectionOptions) {
    this.pool = new Pool(options.origin, {
      connections: options.connections,
      pipelining: 1,
      // One request per connection: a reset then concerns exactly one message, and "written or not" can be decided.
      allowH2: false,
      connectTimeout: options.connectTimeoutMs,
      // The deadline of each exchange covers headers and body together.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
    });
  }

  /** Writes the request and reads the whole answer, within `timeoutMs` from now. Never rejects. */
  exchange(request: HttpRequest, timeoutMs: number): Promise<HttpExchange> {
    if (this.inFlight >= this.options.connections + this.options.waitingMax) {
      return Promise.resolve(noFreeConnection(`more than ${this.options.waitingMax} calls are waiting`));
    }
    this.inFlight += 1;
    return new Promise((resolve) => {
      const handler = new ExchangeHandler(timeoutMs, this.options.responseMaxBytes, (exchange) => {
        this.inFlight -= 1;
        resolve(exchange);
      });
      try {
        this.pool.dispatch(dispatchOptions(request), handler);
      } catch (error) {
        handler.onResponseError(null, asError(error));
      }
    });
  }

  /** Waits for the running exchanges, then closes the connections. */
  close(): Promise<void> {
    return this.pool.close();
  }
}

function dispatchOptions(request: HttpRequest): Dispatcher.DispatchOptions {
  return { method: request.method, path: request.path, headers: { ...request.headers }, body: bodyOf(request) };
}

function bodyOf(request: HttpRequest): Dispatcher.DispatchOptions['body'] {
  // undici writes an iterable of chunks as it is, which spares a copy of a large file; its type names strings only.
  return (request.body ?? null) as Dispatcher.DispatchOptions['body'];
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | null = null;
  private settled = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private chunks: Buffer[] = [];
  private receivedBytes = 0;

  constructor(
    private readonly timeoutMs: number,
    private readonly responseMaxBytes: number,
    private readonly resolve: (exchange: HttpExchange) => void,
  ) {
    this.timer = setTimeout(() => this.onDeadline(), Math.max(0, timeoutMs));
  }

  /** undici calls this right before it writes the first byte. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing keeps undici from writing and leaves the connection to the next request. A second start would be a
    // second write of the same message, which must not happen whatever the pool thinks.
    if (this.settled || this.controller !== null) throw new Error('the request was given up before it was written');
    this.controller = controller;
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.receivedBytes += chunk.length;
    if (this.receivedBytes > this.responseMaxBytes) {
      controller.abort(new Error(`the answer is larger than ${this.responseMaxBytes} bytes`));
      return;
    }
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body =
      this.chunks.length === 1 ? this.chunks[0]?.toString('utf8') : Buffer.concat(this.chunks).toString('utf8');
    this.settle({ kind: 'answered', answer: { status: this.status, headers: this.headers, body: body ?? '' } });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.settle(
      this.controller === null
        ? { kind: 'unreachable', reason: 'connect', cause: error }
        : { kind: 'unknown', cause: error },
    );
  }

  private onDeadline(): void {
    if (this.controller === null) {
      this.settle(noFreeConnection(`no connection became free within ${this.timeoutMs} ms`));
      return;
    }
    const cause = new Error(`no complete answer within ${this.timeoutMs} ms`);
    this.settle({ kind: 'unknown', cause });
    this.controller.abort(cause);
  }

  private settle(exchange: HttpExchange): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.chunks = [];
    this.resolve(exchange);
  }
}

function noFreeConnection(message: string): GraphUnreachable {
  return { kind: 'unreachable', reason: 'no-free-connection', cause: new Error(message) };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
