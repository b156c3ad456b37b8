import { setTimeout as delay } from 'node:timers/promises';

const STEPS_PER_SECOND = 20;

/** A step of a pipeline of bytes. */
export type ByteStep = (
  chunks: AsyncIterable<Buffer>,
  options?: { readonly signal?: AbortSignal },
) => AsyncGenerator<Buffer>;

/** Lets bytes through at a pace. */
export function atPace(bytesPerSecond: number): ByteStep {
  const stepBytes = Math.ceil(bytesPerSecond / STEPS_PER_SECOND);
  return async function* (chunks, options) {
    for await (const chunk of chunks) {
      for (let offset = 0; offset < chunk.length; offset += stepBytes) {
        const step = chunk.subarray(offset, offset + stepBytes);
        yield step;
        await delay((step.length / bytesPerSecond) * 1_000, undefined, { signal: options?.signal });
      }
    }
  };
}
