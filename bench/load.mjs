import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

/** Latencies are kept to the hundredth of a millisecond. */
const HUNDREDTHS = 100;

/**
 * Keeps so many requests under way for a while, each connection with one at a time.
 * @param {{ url: string, connections: number, warmUpMs: number, measureMs: number, next: (index: number) => object, isGood: (status: number) => boolean }} options
 *   `next` describes the request with a running number as undici's `request` takes it
 * @returns {Promise<{ perSecond: number, p50Ms: number, p99Ms: number, maxMs: number, good: number, bad: Map<number, number> }>}
 */
export async function runLoad({ url, connections, warmUpMs, measureMs, next, isGood }) {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const startedAt = performance.now();
  const measuredFrom = startedAt + warmUpMs;
  const measuredTo = measuredFrom + measureMs;
  const latenciesMs = [];
  const bad = new Map();
  let index = 0;
  const worker = async () => {
    for (let sentAt = performance.now(); sentAt < measuredTo; sentAt = performance.now()) {
      const { statusCode, body } = await pool.request(next((index += 1)));
      await body.dump();
      const answeredAt = performance.now();
      if (answeredAt < measuredFrom || answeredAt > measuredTo) continue;
      if (isGood(statusCode)) latenciesMs.push(answeredAt - sentAt);
      else bad.set(statusCode, (bad.get(statusCode) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await pool.destroy();
  latenciesMs.sort((one, other) => one - other);
  const quantile = (share) =>
    round(latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0);
  return {
    perSecond: Math.round((latenciesMs.length * 1_000) / measureMs),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    good: latenciesMs.length,
    bad,
  };
}

function round(ms) {
  return Math.round(ms * HUNDREDTHS) / HUNDREDTHS;
}
