import type { IncomingHttpHeaders } from 'node:http';

import type { Dispatcher } from 'undici';

import type { GraphUnknown, GraphUnreachable } from './graph-outcome';
import type { HttpAnswer } from './read-answer';

/** What became of one request: a complete answer, or the certainty or doubt about why there is none. */
export type HttpExchange = { readonly kind: 'answered'; readonly answer: HttpAnswer } | GraphUnreachable | GraphUnknown;

/** Who is told what becomes of a request. */
export interface ExchangeListener {
  /** The first byte is about to be written. */
  started?(): void;
  /** Called once; nothing follows. */
  settled(exchange: HttpExchange): void;
}

/** Collects the whole answer to one request. It has no deadline of its own: whoever made the request gives it up. */
export class ExchangeHandler implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private settled = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private chunks: Buffer[] = [];
  private receivedBytes = 0;

  constructor(
    private readonly responseMaxBytes: number,
    private readonly listener: ExchangeListener,
  ) {}

  /** Whether a byte of the request can have left. */
  get isStarted(): boolean {
    return this.controller !== null;
  }

  /** undici calls this right before it writes the first byte. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing keeps undici from writing and leaves the connection to the next request. A second start would be a
    // second write of the same message, which must not happen whatever the pool thinks.
    if (this.settled || this.controller !== null) throw new Error('the request was given up before it was written');
    this.controller = controller;
    this.listener.started?.();
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

  /** Waits no longer. A request that was begun is broken off; one that was not is never written. */
  giveUp(cause: Error): void {
    this.settle(
      this.controller === null
        ? { kind: 'unreachable', reason: 'no-free-connection', cause }
        : { kind: 'unknown', cause },
    );
    this.controller?.abort(cause);
  }

  private settle(exchange: HttpExchange): void {
    if (this.settled) return;
    this.settled = true;
    this.chunks = [];
    this.listener.settled(exchange);
  }
}
