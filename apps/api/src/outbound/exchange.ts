import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ConnectionPool, Lease } from './connection-pool';
import type { OutboundConnection } from './outbound-connection';
import { failureOf, type FailureReason, OutboundFailure } from './outbound-failure';

/** One request to one origin, checked and ready to be written. */
export interface ExchangeRequest {
  readonly owner: string;
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For everything from now on: waiting for a connection, connecting, and the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How much of the body of an answer with this status and these headers is wanted. */
  readonly wantedBytes: (status: number, headers: IncomingHttpHeaders) => number;
}

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body was longer than what was wanted of it. */
  readonly isTruncated: boolean;
}

export interface Failure {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  /** May be shown to the tenant. */
  readonly message: string;
  /** The status of the answer, when it began before the failure. */
  readonly status?: number;
}

export type ExchangeOutcome = Answer | Failure;

const STAGES = {
  waiting: 'No connection became free',
  connecting: 'No connection came about',
  sent: 'No complete answer came',
} as const;

/** Runs one request on a connection of the pool. Never rejects. */
export function exchange(pool: ConnectionPool<OutboundConnection>, request: ExchangeRequest): Promise<ExchangeOutcome> {
  return new Promise((resolve) => {
    new Exchange(request, resolve).start(pool);
  });
}

/** Whatever comes first (answer, failure, deadline, cancellation) decides; all that follows is ignored. */
class Exchange implements Dispatcher.DispatchHandler {
  private stage: keyof typeof STAGES = 'waiting';
  private timer: NodeJS.Timeout | undefined;
  private leaveQueue: (() => void) | undefined;
  private lease: Lease<OutboundConnection> | undefined;
  private isSettled = false;
  private isComplete = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private wantedBytes = 0;
  private receivedBytes = 0;
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly request: ExchangeRequest,
    private readonly resolve: (outcome: ExchangeOutcome) => void,
  ) {}

  start(pool: ConnectionPool<OutboundConnection>): void {
    const { owner, url, timeoutMs, signal } = this.request;
    if (signal?.aborted) return this.fail(cancelled());
    this.timer = setTimeout(this.onDeadline, Math.max(0, timeoutMs));
    signal?.addEventListener('abort', this.onAbort, { once: true });
    this.leaveQueue = pool.wait(owner, url.origin, (lease) => this.begin(lease));
    if (this.leaveQueue === undefined) {
      this.fail(new OutboundFailure('connect', 'Too many requests are waiting for a connection.'));
    }
  }

  /** undici calls this right before it writes the first byte. */
  onRequestStart(): void {
    // Throwing keeps undici from writing. A second start would be a second delivery that nobody asked for.
    if (this.isSettled || this.stage === 'sent') throw new Error('The request was given up before it was written.');
    this.stage = 'sent';
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    this.wantedBytes = this.request.wantedBytes(status, headers);
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.isSettled) return;
    const missing = this.wantedBytes - this.receivedBytes;
    this.receivedBytes += chunk.length;
    this.chunks.push(chunk.subarray(0, missing));
    if (chunk.length > missing) this.answer(true);
  }

  onResponseEnd(): void {
    this.isComplete = true;
    this.answer(false);
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(failureOf(error));
  }

  private begin(lease: Lease<OutboundConnection> | undefined): void {
    if (lease === undefined) return this.fail(new OutboundFailure('cancelled', 'The program is stopping.'));
    this.lease = lease;
    this.stage = 'connecting';
    const { method, url, headers, body } = this.request;
    try {
      lease.connection.dispatch(
        { method, path: url.pathname + url.search, headers: { ...headers }, body: body ?? null },
        this,
      );
    } catch (error) {
      this.fail(failureOf(error));
    }
  }

  private readonly onDeadline = (): void => {
    const message = `${STAGES[this.stage]} within ${this.request.timeoutMs} ms.`;
    this.fail(new OutboundFailure('timeout', message));
  };

  private readonly onAbort = (): void => this.fail(cancelled());

  private answer(isTruncated: boolean): void {
    const body = Buffer.concat(this.chunks);
    this.settle({ kind: 'answered', status: this.status, headers: this.headers, body, isTruncated });
  }

  private fail({ reason, message }: OutboundFailure): void {
    const status = this.status === 0 ? undefined : this.status;
    this.settle({ kind: 'failed', reason, message, status });
  }

  private settle(outcome: ExchangeOutcome): void {
    if (this.isSettled) return;
    this.isSettled = true;
    clearTimeout(this.timer);
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.leaveQueue?.();
    this.chunks.length = 0;
    if (outcome.kind === 'failed') {
      this.lease?.release(false);
      this.resolve(outcome);
      return;
    }
    // undici decides whether the connection stays open only after it has told the end of the answer, and what is left of
    // a truncated answer may already have arrived.
    setImmediate(() => {
      this.lease?.release(this.isComplete);
      this.resolve(outcome);
    });
  }
}

function cancelled(): OutboundFailure {
  return new OutboundFailure('cancelled', 'The request was cancelled.');
}
