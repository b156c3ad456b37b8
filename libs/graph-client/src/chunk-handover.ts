/**
 * Hands chunks from a writer to a reader one at a time and keeps none: the writer waits until the reader has dealt with
 * its chunk and asks for more.
 */
export class ChunkHandover implements AsyncIterable<Uint8Array> {
  /** The chunk that waits for the reader. */
  private offered: Uint8Array | undefined;
  /** Tells the writer that the reader wants more. */
  private taken: (() => void) | undefined;
  /** Hands the reader what it waits for. */
  private deliver: ((result: IteratorResult<Uint8Array, undefined>) => void) | undefined;
  private hasEnded = false;

  /** Resolves when the reader asks for the next chunk, and at once after the end. One at a time. */
  offer(chunk: Uint8Array): Promise<void> {
    if (this.hasEnded) return Promise.resolve();
    if (this.taken !== undefined) throw new Error('a chunk is offered while another one waits');
    return new Promise((resolve) => {
      this.taken = resolve;
      if (this.deliver === undefined) this.offered = chunk;
      else this.give({ done: false, value: chunk });
    });
  }

  /** Nothing more comes: a chunk that still waits is dropped. */
  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.offered = undefined;
    this.taken?.();
    this.taken = undefined;
    this.give({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: () => this.next(),
      return: async () => {
        this.end();
        return { done: true, value: undefined };
      },
    };
  }

  private next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.hasEnded) return Promise.resolve({ done: true, value: undefined });
    const chunk = this.offered;
    if (chunk !== undefined) {
      this.offered = undefined;
      return Promise.resolve({ done: false, value: chunk });
    }
    // Asking again means that the chunk before was dealt with.
    this.taken?.();
    this.taken = undefined;
    return new Promise((resolve) => {
      this.deliver = resolve;
    });
  }

  private give(result: IteratorResult<Uint8Array, undefined>): void {
    const deliver = this.deliver;
    this.deliver = undefined;
    deliver?.(result);
  }
}
