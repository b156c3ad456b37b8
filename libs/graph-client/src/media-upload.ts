import { ChunkHandover } from './chunk-handover';
import type { ExchangeHandler, HttpExchange } from './exchange-handler';
import type { GraphConnection, HttpRequest } from './graph-connection';
import type { GraphAccepted, GraphOutcome, GraphRefused } from './graph-outcome';
import { multipartSizeBytes } from './multipart';
import type { MultipartFrame } from './multipart';
import { readUploadAnswer } from './read-media';

export type GraphUploadOutcome = GraphOutcome<GraphAccepted<{ readonly id: string }>>;

/**
 * A file on its way to Meta. One caller writes it, chunk by chunk, and then either finishes or aborts: Meta gets the
 * closing boundary, without which it has no complete form, from `finish` only.
 */
export interface GraphMediaUpload {
  /** Null until it is decided. It may be before the whole file was written: Meta refused, or the connection broke. */
  readonly outcome: GraphUploadOutcome | null;
  /** Decided, and not accepted: nothing that is still written can be of use. */
  readonly failed: boolean;
  /**
   * Resolves when the connection wants more, and at once (the chunk is dropped) when the outcome is decided already.
   * The bytes of the chunk must not be changed afterwards. Never rejects for what the network does.
   * @throws Error for a second write while one is pending, and for a write after `finish`
   */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Completes the form and waits for Meta's answer. When a size was promised and another number of bytes came, the
   * upload is broken off instead and refused (`fromMeta: false`).
   * @throws Error while a write is pending
   */
  finish(): Promise<GraphUploadOutcome>;
  /**
   * Breaks the connection off. Before `finish`, Meta never has a complete form, and the outcome is refused (`fromMeta:
   * false`); after it the outcome is unknown. Does nothing once the outcome is decided.
   */
  abort(): void;
}

export interface UploadTimeouts {
  /** For a free connection, and again from `finish` to the last byte of the answer. */
  readonly answerMs: number;
  /** How long the connection may take for the next slice of a chunk, of up to 256 KiB. */
  readonly stallMs: number;
  /** How long the caller may write nothing: a guard against an upload that nobody finishes or aborts. */
  readonly silenceMs: number;
}

export interface UploadOptions {
  readonly connection: GraphConnection;
  /** Path and headers, without those of the body. */
  readonly request: Pick<HttpRequest, 'path' | 'headers'>;
  readonly frame: MultipartFrame;
  /** The file's size, when it is known: the request then has a Content-Length, else it is chunked. */
  readonly sizeBytes?: number;
  readonly timeouts: UploadTimeouts;
  /** Told of every outcome that the host has a part in. */
  readonly report: (outcome: GraphUploadOutcome) => void;
}

const INVALID_PARAMETER_CODE = 100;
/** A larger chunk goes out in slices of this size, so that a slow connection is not taken for a stalled one. */
const SLICE_BYTES = 256 * 1024;

export class StreamedUpload implements GraphMediaUpload {
  outcome: GraphUploadOutcome | null = null;
  private readonly body = new ChunkHandover();
  private readonly exchange: ExchangeHandler;
  private readonly decided = Promise.withResolvers<GraphUploadOutcome>();
  private timer: NodeJS.Timeout | undefined;
  private phase: 'open' | 'writing' | 'finishing' = 'open';
  private writtenBytes = 0;

  constructor(private readonly options: UploadOptions) {
    const { connection, request, frame, sizeBytes, timeouts } = options;
    const length: Record<string, string> =
      sizeBytes === undefined ? {} : { 'content-length': String(multipartSizeBytes(frame, sizeBytes)) };
    const headers = { ...request.headers, 'content-type': frame.contentType, ...length };
    this.allow(timeouts.answerMs, 'no connection became free');
    this.exchange = connection.open(
      { method: 'POST', path: request.path, headers, body: headed(frame.head, this.body) },
      { started: () => this.onStarted(), settled: (exchange) => this.onSettled(exchange) },
    );
  }

  get failed(): boolean {
    return this.outcome !== null && this.outcome.kind !== 'accepted';
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.outcome !== null || chunk.byteLength === 0) return;
    if (this.phase !== 'open') throw new Error(`a chunk was written while the upload is ${this.phase}`);
    this.writtenBytes += chunk.byteLength;
    const { sizeBytes = Infinity } = this.options;
    if (this.writtenBytes > sizeBytes) return this.breakOff(refusedByUs(`The file is longer than ${sizeBytes} bytes`));
    this.phase = 'writing';
    for (let at = 0; at < chunk.byteLength && this.outcome === null; at += SLICE_BYTES) {
      this.watchProgress();
      await this.body.offer(chunk.subarray(at, at + SLICE_BYTES));
    }
    this.phase = 'open';
    this.watchProgress();
  }

  async finish(): Promise<GraphUploadOutcome> {
    if (this.outcome !== null) return this.outcome;
    if (this.phase === 'writing') throw new Error('the upload was finished while a chunk is being written');
    if (this.phase === 'open') this.complete();
    return this.decided.promise;
  }

  abort(): void {
    const cause = new Error('the upload was given up');
    this.breakOff(this.phase === 'finishing' ? { kind: 'unknown', cause } : refusedByUs('The upload was given up'));
  }

  private complete(): void {
    const { sizeBytes = this.writtenBytes, frame, timeouts } = this.options;
    if (this.writtenBytes !== sizeBytes) {
      return this.breakOff(refusedByUs(`The file has ${this.writtenBytes} bytes instead of ${sizeBytes}`));
    }
    this.phase = 'finishing';
    this.allow(timeouts.answerMs, 'no complete answer');
    void this.body.offer(frame.tail).then(() => this.body.end());
  }

  private onStarted(): void {
    if (this.phase !== 'finishing') this.watchProgress(true);
  }

  private onSettled(exchange: HttpExchange): void {
    const outcome = exchange.kind === 'answered' ? readUploadAnswer(exchange.answer) : exchange;
    if (outcome.kind === 'accepted' && this.phase !== 'finishing') {
      this.decide({ kind: 'unknown', cause: new Error('the answer came before the file was complete') }, true);
    } else {
      this.decide(outcome, true);
    }
  }

  /** Whoever has to act next has only so long: the connection while a chunk waits for it, and else the caller. */
  private watchProgress(isStarted = this.exchange.isStarted): void {
    if (!isStarted || this.outcome !== null) return;
    const { stallMs, silenceMs } = this.options.timeouts;
    if (this.phase === 'writing') return this.allow(stallMs, 'no byte was taken');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.breakOff(refusedByUs(`Nothing was written for ${silenceMs} ms`)), silenceMs);
  }

  private allow(timeoutMs: number, missing: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.exchange.giveUp(new Error(`${missing} within ${timeoutMs} ms`)), timeoutMs);
  }

  /** Ends the upload for a reason of ours, which says nothing about the host. */
  private breakOff(outcome: GraphUploadOutcome): void {
    if (this.outcome !== null) return;
    this.decide(outcome, false);
    this.exchange.giveUp(new Error('the upload was broken off'));
  }

  private decide(outcome: GraphUploadOutcome, isOfHost: boolean): void {
    if (this.outcome !== null) return;
    this.outcome = outcome;
    clearTimeout(this.timer);
    if (isOfHost) this.options.report(outcome);
    this.decided.resolve(outcome);
    this.body.end();
  }
}

/** An upload that was decided before it began. */
export class EndedUpload implements GraphMediaUpload {
  readonly failed = true;

  constructor(readonly outcome: Exclude<GraphUploadOutcome, { readonly kind: 'accepted' }>) {}

  async write(): Promise<void> {
    // Dropped, as the interface says.
  }

  async finish(): Promise<GraphUploadOutcome> {
    return this.outcome;
  }

  abort(): void {
    // There is nothing to break off.
  }
}

async function* headed(head: Uint8Array, body: ChunkHandover): AsyncGenerator<Uint8Array, undefined> {
  yield head;
  yield* body;
}

function refusedByUs(message: string): GraphRefused {
  return {
    kind: 'refused',
    httpStatus: 400,
    error: { message, code: INVALID_PARAMETER_CODE },
    fromMeta: false,
    retryClass: 'never',
  };
}
