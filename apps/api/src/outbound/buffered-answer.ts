import type { IncomingHttpHeaders } from 'node:http';
import type { ConnectionPool } from './connection-pool';
import { type AnswerReceiver, exchange, type ExchangeRequest, type Failure } from './exchange';
import type { OutboundConnection } from './outbound-connection';

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body was longer than what was wanted of it. */
  readonly isTruncated: boolean;
}

/** How much of the body of an answer with this status and these headers is wanted. */
export type WantedBytes = (status: number, headers: IncomingHttpHeaders) => number;

/** Runs one request and keeps the answer in memory, as far as it is wanted. Never rejects. */
export function exchangeBuffered(
  pool: ConnectionPool<OutboundConnection>,
  request: ExchangeRequest,
  wantedBytes: WantedBytes,
): Promise<Answer | Failure> {
  return new Promise((resolve) => exchange(pool, request, new BufferedAnswer(wantedBytes, resolve)));
}

class BufferedAnswer implements AnswerReceiver {
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private missingBytes = 0;
  private isTruncated = false;
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly wantedBytes: WantedBytes,
    private readonly resolve: (outcome: Answer | Failure) => void,
  ) {}

  began(status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.headers = headers;
    this.missingBytes = this.wantedBytes(status, headers);
  }

  received(chunk: Buffer): boolean {
    this.chunks.push(chunk.subarray(0, this.missingBytes));
    this.isTruncated = chunk.length > this.missingBytes;
    this.missingBytes -= chunk.length;
    return !this.isTruncated;
  }

  ended(): void {
    const { status, headers, isTruncated } = this;
    this.resolve({ kind: 'answered', status, headers, body: Buffer.concat(this.chunks), isTruncated });
  }

  failed(failure: Failure): void {
    this.resolve(failure);
  }
}
