import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ConnectionPool, Lease } from './connection-pool';
import type { OutboundConnection } from './outbound-connection';
import {
  brokenConnection,
  failureOf,
  type FailureReason,
  failureWithinBody,
  OutboundFailure,
} from './outbound-failure';

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
}

export interface Failure {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  /** May be shown to the tenant. */
  readonly message: string;
  /** The status of the answer, when it began before the failure. */
  readonly status?: number;
}

/** What is done with an answer: told in this order, and `failed` at any time instead of what would follow. */
export interface AnswerReceiver {
  began(status: number, headers: IncomingHttpHeaders, flow: AnswerFlow): void;
  /** @returns whether more is wanted; if not, `ended` follows, and the rest is not downloaded. */
  received(chunk: Buffer): boolean;
  /** Nothing more comes. The connection is no longer in use. */
  ended(): void;
  failed(failure: Failure): void;
}

/** How fast a body comes. */
export interface AnswerFlow {
  pause(): void;
  resume(): void;
  /** Gives the rest up and closes the connection; the receiver is told nothing more. */
  stop(): void;
}

const STAGES = {
  waiting: 'No connection became free',
  connecting: 'No connection came about',
  sent: 'No complete answer came',
} as const;

/** Runs one request on a connection of the pool, and tells the receiver what comes of it. Never throws. */
export function exchange(
  pool: ConnectionPool<OutboundConnection>,
  request: ExchangeRequest,
  receiver: AnswerReceiver,
): void {
  new Exchange(request, receiver).start(pool);
}

/** Whatever comes first (answer, failure, deadline, cancellation) decides; all that follows is ignored. */
class Exchange implements Dispatcher.DispatchHandler {
  private stage: keyof typeof STAGES = 'waiting';
  private timer: NodeJS.Timeout | undefined;
  private leaveQueue: (() => void) | undefined;
  private lease: Lease<OutboundConnection> | undefined;
  private isSettled = false;
  private isComplete = false;
  private status: number | undefined;

  constructor(
    private readonly request: ExchangeRequest,
    private readonly receiver: AnswerReceiver,
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

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.isSettled) return;
    this.status = status;
    this.receiver.began(status, headers, {
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      stop: () => this.settle(() => this.lease?.release(false)),
    });
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (!this.isSettled && !this.receiver.received(chunk)) this.end();
  }

  onResponseEnd(): void {
    // A body without a length ends with its connection, and undici takes a broken one for an end as well.
    if (this.lease?.connection.isBroken) return this.fail(brokenConnection());
    this.isComplete = true;
    this.end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(this.status === undefined ? failureOf(error) : failureWithinBody(error));
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

  private end(): void {
    // undici decides whether the connection stays open only after it has told the end of the answer, and what is left of
    // an answer that was not wanted whole may already have arrived.
    const finish = (): void => {
      this.lease?.release(this.isComplete);
      this.receiver.ended();
    };
    this.settle(() => setImmediate(finish));
  }

  private fail({ reason, message }: OutboundFailure): void {
    this.settle(() => {
      this.lease?.release(false);
      this.receiver.failed({ kind: 'failed', reason, message, status: this.status });
    });
  }

  private settle(finish: () => void): void {
    if (this.isSettled) return;
    this.isSettled = true;
    clearTimeout(this.timer);
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.leaveQueue?.();
    finish();
  }
}

function cancelled(): OutboundFailure {
  return new OutboundFailure('cancelled', 'The request was cancelled.');
}
