import { cpus } from 'node:os';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { runLoad } from './load.mjs';
import { configureSimulator, startPlatform, startProgram, stopAll } from './platform.mjs';

// `node bench/send.mjs`: how many messages this machine sends a second, beside what a bare Nest route would answer. Everything
// runs on this machine at once (load, Switchboard, database with fsync, simulated Meta), so the numbers are for comparison.

const CONNECTIONS = 64;
const WARM_UP_MS = 3_000;
const MEASURE_MS = 8_000;
/** The whole run, whatever happens. */
const LIMIT_MS = 55_000;

const MESSAGE = { messaging_product: 'whatsapp', type: 'text', text: { body: 'Your order is on its way.' } };

/** The request with a running number: each message has a recipient of its own. */
function requestTo(path, headers) {
  return (index) => ({
    method: 'POST',
    path: path(index),
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...MESSAGE, to: String(905_300_000_000 + index) }),
  });
}

async function measure(name, url, next) {
  const result = await runLoad({
    url,
    connections: CONNECTIONS,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_MS,
    next,
    isGood: (status) => status === 200,
  });
  const refused = [...result.bad].map(([status, count]) => `${count} × ${status}`).join(', ');
  return { name, ...result, refused };
}

async function run() {
  const results = [];
  const bare = await startProgram('bench/bare-nest.mjs', {});
  results.push(
    await measure(
      'a bare Nest route',
      bare.url,
      requestTo(() => '/v1/wa/message', {}),
    ),
  );
  await stopAll();

  const platform = await startPlatform();
  const { numbers } = platform;
  const authorization = `Bearer ${platform.key}`;
  const path = (index) => `/v1/wa/message?phone_number_id=${numbers[index % numbers.length]}`;
  await configureSimulator(platform.simulatorUrl, { statuses: [] });
  results.push(await measure('POST /v1/wa/message', platform.url, requestTo(path, { authorization })));
  await configureSimulator(platform.simulatorUrl, { statuses: ['sent', 'delivered', 'read'] });
  results.push(await measure('… with three statuses each', platform.url, requestTo(path, { authorization })));
  return results;
}

function table(results) {
  const rows = results.map(({ name, perSecond, p50Ms, p99Ms, maxMs, refused }) => [
    name,
    String(perSecond),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    maxMs.toFixed(1),
    refused || '–',
  ]);
  const all = [[`${CONNECTIONS} connections`, 'per second', 'p50 ms', 'p99 ms', 'max ms', 'refused'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  return [line(all[0]), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

const overtime = delay(LIMIT_MS, undefined, { ref: false }).then(() => {
  throw new Error(`Not finished after ${LIMIT_MS / 1_000} s.`);
});
const model = cpus()[0]?.model.trim() ?? 'unknown';
console.log(`Node ${process.version}, ${cpus().length} × ${model}; ${MEASURE_MS / 1_000} s each …\n`);
try {
  console.log(table(await Promise.race([run(), overtime])));
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await stopAll();
}
process.exit();
