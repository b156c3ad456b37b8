import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

import { ExchangeHandler } from './exchange-handler';
import type { ExchangeListener, HttpExchange } from './exchange-handler';

/** One HTTP request, ready to be written. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query, without the host. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | readonly Uint8Array[] | AsyncIterable<Uint8Array>;
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

/** What undici tells of a request; a failure also comes here when the request never reached a connection. */
export interface RequestHandler extends Dispatcher.DispatchHandler {
  onResponseError(controller: unknown, error: Error): void;
}

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
  private closed: Promise<void> | undefined;

  constructor(private readonly options: ConnectionOptions) {
    this.pool = new Pool(options.origin, {
      connections: options.connections,
      pipelining: 1,
      // One request per connection: a reset then concerns exactly one message, and "written or not" can be decided.
      allowH2: false,
      connectTimeout: options.connectTimeoutMs,
      // The deadlines of each exchange cover headers and body.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
    });
  }

  /** Whether no request is running or waiting. */
  get isIdle(): boolean {
    return this.inFlight === 0;
  }

  /** Writes the request and reads the whole answer, within `timeoutMs` from now. Never rejects. */
  exchange(request: HttpRequest, timeoutMs: number): Promise<HttpExchange> {
    return new Promise((resolve) => {
      const expire = (): void => {
        const missing = handler.isStarted ? 'no complete answer' : 'no connection became free';
        handler.giveUp(new Error(`${missing} within ${timeoutMs} ms`));
      };
      const timer = setTimeout(expire, Math.max(0, timeoutMs));
      const settled = (exchange: HttpExchange): void => {
        clearTimeout(timer);
        resolve(exchange);
      };
      const handler = this.open(request, { settled });
    });
  }

  /** Writes the request and reads the whole answer; how long that may take is the caller's to say. */
  open(request: HttpRequest, listener: ExchangeListener): ExchangeHandler {
    const leave = this.enter();
    const handler = new ExchangeHandler(this.options.responseMaxBytes, {
      started: () => listener.started?.(),
      settled: (exchange) => {
        leave?.();
        listener.settled(exchange);
      },
    });
    if (leave === undefined) handler.giveUp(this.tooManyWaiting());
    else this.dispatch(request, handler);
    return handler;
  }

  /** Takes a place among the requests that run or wait. Returns how to give it back, or nothing when there is none. */
  enter(): (() => void) | undefined {
    if (this.inFlight >= this.options.connections + this.options.waitingMax) return undefined;
    this.inFlight += 1;
    let hasLeft = false;
    return () => {
      if (!hasLeft) this.inFlight -= 1;
      hasLeft = true;
    };
  }

  /** Why `enter` gave nothing. */
  tooManyWaiting(): Error {
    return new Error(`more than ${this.options.waitingMax} calls are waiting`);
  }

  /** Hands a request to the pool; whoever calls this has entered. The handler is told everything, failures too. */
  dispatch(request: HttpRequest, handler: RequestHandler): void {
    const { method, path, headers } = request;
    try {
      this.pool.dispatch({ method, path, headers: { ...headers }, body: bodyOf(request) }, handler);
    } catch (error) {
      handler.onResponseError(null, error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Waits for the running exchanges, then closes the connections. */
  close(): Promise<void> {
    this.closed ??= this.pool.close();
    return this.closed;
  }

  /** Breaks the running exchanges off and closes the connections. */
  destroy(): Promise<void> {
    return this.pool.destroy();
  }
}

function bodyOf(request: HttpRequest): Dispatcher.DispatchOptions['body'] {
  // undici writes an iterable of chunks as it is, which spares a copy of a large file; its type names strings only.
  return (request.body ?? null) as Dispatcher.DispatchOptions['body'];
}
