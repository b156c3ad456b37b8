import { Readable } from 'node:stream';
import { storeError } from './store-error';

/** What is read ahead of a slow reader. */
const AHEAD_BYTES = 256 * 1024;

/**
 * The body of an answer that ends with an error when its sender falls silent for `stallTimeoutMs`. Only time in which somebody
 * waits for bytes counts: a socket's own idle timeout would also end downloads whose reader is slow.
 */
export class GuardedBody extends Readable {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly source: Readable,
    private readonly stallTimeoutMs: number,
  ) {
    super({ highWaterMark: AHEAD_BYTES });
    source.pause();
    source.on('data', (chunk: Buffer) => {
      if (this.push(chunk)) this.timer?.refresh();
      else this.rest();
    });
    source.once('end', () => {
      clearTimeout(this.timer);
      this.push(null);
    });
    source.once('error', (error) => this.destroy(storeError(error)));
    source.once('close', () => {
      if (!source.readableEnded) this.destroy(storeError(new Error('The answer of the store ended too early.')));
    });
  }

  override _read(): void {
    if (this.source.readableEnded || !this.source.isPaused()) return;
    const stalled = (): unknown => this.destroy(storeError(new Error('The store has stopped sending.')));
    this.timer = setTimeout(stalled, this.stallTimeoutMs);
    this.source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    // Closes the connection: what has not been read yet would otherwise have to be.
    this.source.destroy();
    callback(error);
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.source.pause();
  }
}
