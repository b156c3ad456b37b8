import { createHmac, randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import process from 'node:process';
import { runLoad } from './load.mjs';
import { APP_SECRET, startPlatform, startProgram, stopAll } from './platform.mjs';

// `node bench/webhooks-in.mjs`: how many of Meta's POSTs this machine acknowledges a second, each durable before its 200, beside
// what a bare Nest route answers that only checks the signature. Both in turns, so that what else the machine does meets both.
// Acknowledging is the part of processes with the role `api`; the last line is a process that also reads what it has taken, at
// the same time. Everything runs on this machine at once (load, Switchboard, database with fsync): the numbers are for comparison.

const CONNECTIONS = 128;
const ROUNDS = 4;
const FULL_ROUNDS = 2;
const WARM_UP_MS = 1_000;
const MEASURE_MS = 2_500;
/** POSTs that are ready before a round begins: signing them is not what is measured. */
const PREPARED = 50_000;
const WANTED_SHARE = 0.5;
/** The whole run, whatever happens. */
const LIMIT_MS = 60_000;

/** As Meta posts what a user wrote: one message, from one of a thousand users. */
function webhook(number, index) {
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550783881', phone_number_id: number },
              contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: String(905_300_000_000 + (index % 1_000)) }],
              messages: [
                {
                  from: String(905_300_000_000 + (index % 1_000)),
                  id: `wamid.${randomUUID()}`,
                  timestamp: String(Math.floor(Date.now() / 1_000)),
                  type: 'text',
                  text: { body: 'Does it come in another color?' },
                },
              ],
            },
          },
        ],
      },
    ],
  });
}

function prepare(numbers) {
  return Array.from({ length: PREPARED }, (_, index) => {
    const body = webhook(numbers[index % numbers.length], index);
    return { body, signature: `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}` };
  });
}

async function measure(url, posts) {
  const result = await runLoad({
    url,
    connections: CONNECTIONS,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_MS,
    next: (index) => {
      const { body, signature } = posts[index % posts.length];
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
      return { method: 'POST', path: '/webhooks/meta', headers, body };
    },
    isGood: (status) => status === 200,
  });
  const refused = [...result.bad].map(([status, count]) => `${count} × ${status}`).join(', ');
  return { ...result, refused };
}

async function run() {
  const [bare, platform] = await Promise.all([
    startProgram('bench/bare-webhook.mjs', { META_APP_SECRET: APP_SECRET }),
    startPlatform({ ROLES: 'api' }),
  ]);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const posts = prepare(platform.numbers);
    rounds.push({
      bare: await measure(bare.url, posts),
      switchboard: await measure(platform.url, posts),
    });
  }
  await stopAll();

  const full = await startPlatform();
  const fullRounds = [];
  for (let round = 0; round < FULL_ROUNDS; round += 1) fullRounds.push(await measure(full.url, prepare(full.numbers)));
  await stopAll();
  return { rounds, fullRounds };
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

function summarise(name, results) {
  const of = (field) => median(results.map((result) => result[field]));
  return [
    name,
    String(of('perSecond')),
    of('p50Ms').toFixed(1),
    of('p99Ms').toFixed(1),
    of('maxMs').toFixed(1),
    results.map(({ refused }) => refused).find((refused) => refused !== '') ?? '–',
  ];
}

function table({ rounds, fullRounds }) {
  const all = [
    [`${CONNECTIONS} connections, medians`, 'events per second', 'p50 ms', 'p99 ms', 'max ms', 'refused'],
    summarise(
      'a bare Nest route that checks the HMAC',
      rounds.map(({ bare }) => bare),
    ),
    summarise(
      'POST /webhooks/meta, durable',
      rounds.map(({ switchboard }) => switchboard),
    ),
    summarise('… while the same process reads them', fullRounds),
  ];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  return [line(all[0]), widths.map((width) => '─'.repeat(width)).join('  '), ...all.slice(1).map(line)].join('\n');
}

const overtime = setTimeout(() => {
  console.error(`The benchmark was not done within ${LIMIT_MS / 1_000} s.`);
  process.exit(1);
}, LIMIT_MS);
const results = await run();
clearTimeout(overtime);
const share = median(results.rounds.map(({ bare, switchboard }) => switchboard.perSecond / bare.perSecond));
console.log(`${cpus().length} processors\n\n${table(results)}\n`);
console.log(`Share of the bare route: ${share.toFixed(2)} (wanted: ${WANTED_SHARE}).`);
process.exit(share >= WANTED_SHARE ? 0 : 1);
