import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { ConnectionPool } from './connection-pool';
import { type AnswerFlow, type AnswerReceiver, exchange, type ExchangeRequest, type Failure } from './exchange';
import type { OutboundConnection } from './outbound-connection';
import { OutboundFailure } from './outbound-failure';

export interface StreamedAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /**
   * Read only as fast as the reader reads. It must be read to its end or destroyed, which closes the connection; what
   * ends it before its end, the deadline of the request among it, is an OutboundFailure.
   */
  readonly body: Readable;
}

/** Whether the body of an answer with this status and these headers is wanted. */
export type WantsBody = (status: number, headers: IncomingHttpHeaders) => boolean;

/**
 * Runs one request and hands the answer out as soon as it begins; one whose body is not wanted is handed out with an
 * empty one. The deadline and the signal of the request hold until the last byte. Never rejects.
 */
export function exchangeStreamed(
  pool: ConnectionPool<OutboundConnection>,
  request: ExchangeRequest,
  wantsBody: WantsBody,
): Promise<StreamedAnswer | Failure> {
  return new Promise((resolve) => exchange(pool, request, new AnswerStreamer(wantsBody, resolve)));
}

class AnswerStreamer implements AnswerReceiver {
  private answer: (StreamedAnswer & { readonly body: AnswerBody }) | undefined;
  private isHandedOut = false;

  constructor(
    private readonly wantsBody: WantsBody,
    private readonly resolve: (outcome: StreamedAnswer | Failure) => void,
  ) {}

  began(status: number, headers: IncomingHttpHeaders, flow: AnswerFlow): void {
    this.answer = { kind: 'answered', status, headers, body: new AnswerBody(flow) };
    if (this.wantsBody(status, headers)) this.handOut();
  }

  received(chunk: Buffer): boolean {
    if (this.isHandedOut) this.answer?.body.receive(chunk);
    return this.isHandedOut;
  }

  ended(): void {
    this.answer?.body.push(null);
    this.handOut();
  }

  failed(failure: Failure): void {
    if (this.isHandedOut) this.answer?.body.destroy(new OutboundFailure(failure.reason, failure.message));
    else this.resolve(failure);
  }

  private handOut(): void {
    if (this.isHandedOut || this.answer === undefined) return;
    this.isHandedOut = true;
    this.resolve(this.answer);
  }
}

class AnswerBody extends Readable {
  private isAskedFor = true;

  constructor(private readonly flow: AnswerFlow) {
    super();
    // A failure may come before the reader listens for it, and would end the program; the reader still meets it.
    this.on('error', () => undefined);
  }

  receive(chunk: Buffer): void {
    // The reader may ask for more from within `push`.
    this.isAskedFor = false;
    const isRoomLeft = this.push(chunk);
    if (!isRoomLeft && !this.isAskedFor) this.flow.pause();
  }

  override _read(): void {
    this.isAskedFor = true;
    this.flow.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.flow.stop();
    callback(error);
  }
}
