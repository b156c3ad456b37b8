import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A quarter of what V8 lets gather. */
const COLLECT_EVERY_BYTES = 16 * 1024 * 1024;

/**
 * Counts the bytes of files that go by, and has V8 free the chunks that they came in.
 *
 * Chunks lie outside of V8's heap, in which they are next to nothing. Its quick collection, of young objects, waits until these need
 * room, and that takes hundreds of MB of files. Sooner comes the limit of 64 MB outside of the heap, for the sake of which the whole
 * heap is marked. Asked in time for the quick collection, files of 100 MB take a third of the processor time on their way in, a tenth on
 * their way out, and less memory (docs/adr/0021-files-have-their-garbage-collected.md).
 */
export class PassingBytes {
  private sinceBytes = 0;

  constructor(private readonly collectYoung: () => void) {}

  /** To be called for every chunk. */
  count(sizeBytes: number): void {
    this.sinceBytes += sizeBytes;
    if (this.sinceBytes < COLLECT_EVERY_BYTES) return;
    this.sinceBytes = 0;
    this.collectYoung();
  }

  /** The same chunks, counted. */
  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.count(chunk.byteLength);
      yield chunk;
    }
  }
}

/** Of this process: all files share its memory. */
export const passingBytes = new PassingBytes(youngCollector());

type CollectGarbage = (options: { type: 'minor' }) => void;

/** V8 shows its collector to contexts that are made while the flag is set. A V8 that does not is left to itself. */
function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('globalThis.gc') as CollectGarbage | undefined;
  setFlagsFromString('--no-expose-gc');
  return () => collect?.({ type: 'minor' });
}
