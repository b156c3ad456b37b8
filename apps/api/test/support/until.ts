import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 15_000;
/** Between two questions, so that what is waited for has the processor. */
const PAUSE_MS = 5;

/** Asks again and again until something is there; its absence for too long is a failure. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await ask();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error('What was waited for did not come.');
    await delay(PAUSE_MS);
  }
}
