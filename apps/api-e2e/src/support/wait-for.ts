import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Waits for the thing itself: asks until the probe answers with something truthy, which is returned. A probe that throws
 * counts as "not yet".
 * @throws Error naming what was waited for, and the last failure of the probe
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T> | T,
  timeoutMs = 10_000,
): Promise<Exclude<T, null | undefined | false | 0>> {
  const deadline = performance.now() + timeoutMs;
  let failure: unknown;
  for (;;) {
    try {
      const result = await probe();
      if (result) return result as Exclude<T, null | undefined | false | 0>;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms for ${what}.`, { cause: failure });
    }
    await delay(POLL_MS);
  }
}
