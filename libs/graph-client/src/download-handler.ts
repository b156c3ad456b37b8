import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';

import type { Dispatcher } from 'undici';

import type { RequestHandler } from './graph-connection';
import type { GraphUnknown, GraphUnreachable } from './graph-outcome';

/**
 * Why the bytes of a download ended before their end:
 * - `cut-off`: the connection broke, fewer bytes came than were stated, or the client was closed
 * - `timeout`: no byte came for too long, or all of them took too long
 * - `aborted`: the caller's signal
 */
export class GraphDownloadError extends Error {
  constructor(
    readonly reason: 'cut-off' | 'timeout' | 'aborted',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'GraphDownloadError';
  }
}

export interface DownloadTimeouts {
  /** How long the server may send no byte while the reader wants some. */
  readonly idleMs: number;
  /** For the whole body, the time that the reader takes included. */
  readonly wholeMs: number;
}

/** An answer that has begun. */
export interface BegunAnswer {
  readonly kind: 'begun';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Must be read or destroyed. Its error, when it has one, is a GraphDownloadError. */
  readonly body: Readable;
}

export type DownloadStart = BegunAnswer | GraphUnreachable | GraphUnknown;

/** Hands an answer out as soon as its headers are there, and its body as it is read. */
export class DownloadHandler implements RequestHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private body: DownloadBody | null = null;
  private hasBegun = false;

  /** @param left called once, when the connection is not needed any more */
  constructor(
    private readonly timeouts: DownloadTimeouts,
    private readonly begun: (start: DownloadStart) => void,
    private readonly left: () => void,
  ) {}

  /** undici calls this right before it writes the first byte. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.hasBegun) throw new Error('the request was given up before it was written');
    this.controller = controller;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.hasBegun) return;
    this.body = new DownloadBody(controller, this.timeouts, this.left);
    this.begin({ kind: 'begun', status, headers, body: this.body });
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.body?.receive(chunk);
  }

  onResponseEnd(): void {
    this.body?.complete();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.body !== null) {
      this.body.destroy(new GraphDownloadError('cut-off', 'the download was cut off', { cause: error }));
      return;
    }
    this.endUnbegun(
      this.controller === null
        ? { kind: 'unreachable', reason: 'connect', cause: error }
        : { kind: 'unknown', cause: error },
    );
  }

  /** Waits no longer for the answer to begin; one that has begun is broken off. */
  giveUp(error: GraphDownloadError): void {
    if (this.body !== null) {
      this.body.destroy(error);
      return;
    }
    this.endUnbegun(
      this.controller === null
        ? { kind: 'unreachable', reason: 'no-free-connection', cause: error }
        : { kind: 'unknown', cause: error },
    );
    this.controller?.abort(error);
  }

  private endUnbegun(start: GraphUnreachable | GraphUnknown): void {
    if (this.hasBegun) return;
    this.begin(start);
    this.left();
  }

  private begin(start: DownloadStart): void {
    this.hasBegun = true;
    this.begun(start);
  }
}

/** The bytes of an answer. The connection is read only as fast as they are. */
class DownloadBody extends Readable {
  private readonly idleTimer: NodeJS.Timeout;
  private readonly wholeTimer: NodeJS.Timeout;
  private isWaiting = true;
  private isComplete = false;

  constructor(
    private readonly controller: Dispatcher.DispatchController,
    timeouts: DownloadTimeouts,
    private readonly left: () => void,
  ) {
    super();
    const { idleMs, wholeMs } = timeouts;
    this.idleTimer = setTimeout(() => {
      // While the reader takes its time, the server cannot send.
      if (this.isWaiting) this.expire(`no byte came within ${idleMs} ms`);
    }, idleMs);
    this.wholeTimer = setTimeout(() => this.expire(`the download took more than ${wholeMs} ms`), wholeMs);
    // An error may come before the reader listens for it, and would end the program; the reader still meets it.
    this.on('error', () => undefined);
  }

  receive(chunk: Buffer): void {
    if (this.destroyed) return;
    this.idleTimer.refresh();
    // The reader may ask for more from within `push`.
    this.isWaiting = false;
    const isRoomLeft = this.push(chunk);
    this.isWaiting ||= isRoomLeft;
    if (!this.isWaiting) this.controller.pause();
  }

  /** All bytes have come; the reader may not have read them yet. */
  complete(): void {
    if (this.destroyed) return;
    this.isComplete = true;
    this.leave();
    this.push(null);
  }

  override _read(): void {
    if (this.isComplete) return;
    this.isWaiting = true;
    this.idleTimer.refresh();
    this.controller.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.isComplete) {
      this.leave();
      this.controller.abort(error ?? new Error('the download was given up'));
    }
    callback(error);
  }

  private expire(message: string): void {
    this.destroy(new GraphDownloadError('timeout', message));
  }

  private leave(): void {
    clearTimeout(this.idleTimer);
    clearTimeout(this.wholeTimer);
    this.left();
  }
}
