import { execFile } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import contracts from '@switchboard/contracts';
import { runLoad } from './load.mjs';
import { startPlatform, stopAll } from './platform.mjs';

// `node bench/media.mjs`: how fast this machine takes files in and gives them out. What goes through the gateway is checked, hashed,
// made durable in the vault and passed on to Meta; beside it stands `curl` (or, for small files, the same load) straight to the
// simulated Meta. Both in turns, so that what else the machine does meets both. Everything runs on this machine at once and shares
// its processors and disk: the numbers are for comparison.

const MIB = 1024 * 1024;
const LARGE_BYTES = 100 * MIB;
const SMALL_BYTES = 200 * 1024;
const ROUNDS = 5;
const SMALL_CONNECTIONS = 16;
const SMALL_WARM_UP_MS = 300;
const SMALL_MEASURE_MS = 1_500;
const WANTED_SHARE = 0.5;
/** The whole run, whatever happens. */
const LIMIT_MS = 120_000;

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-bench-files-'));

/** A file of 100 MB. `renew` makes it another one, so that no round meets the bytes of the one before. */
function makeLargeFile() {
  const { SAMPLE_FILES, padTo } = contracts;
  const file = path.join(folder, 'large.pdf');
  writeFileSync(file, padTo(SAMPLE_FILES.pdf, LARGE_BYTES).bytes);
  const handle = openSync(file, 'r+');
  let version = 0;
  const renew = () => writeSync(handle, String((version += 1)).padStart(8, '0'), LARGE_BYTES - 8);
  return { file, renew };
}

/** One transfer by curl: the answer to it, and its speed. Reading the options is no part of it. */
async function curl(sizeBytes, ...options) {
  const { stdout } = await run('curl', [
    '-sS',
    '--fail-with-body',
    '--noproxy',
    '*',
    '-w',
    '\n%{time_total}',
    ...options,
  ]);
  const [text = '', seconds] = stdout.split(/\n(?=[^\n]*$)/);
  return { text, mibPerSecond: sizeBytes / MIB / Number(seconds) };
}

/** One round of large files: into the simulated Meta, through the gateway in both modes, and out of the vault. */
async function measureLarge({ url, simulatorUrl, key, numbers: [number] }, { file, renew }) {
  const authorization = `Authorization: Bearer ${key}`;
  const part = `file=@${file};type=application/pdf`;
  const upload = `${url}/v2/media/upload`;
  const meta = `${simulatorUrl}/v25.0`;
  const ofMeta = ['-H', 'Authorization: Bearer benchmark'];
  renew();
  const direct = await curl(
    ...[LARGE_BYTES, ...ofMeta, '-F', 'messaging_product=whatsapp', '-F', 'type=application/pdf', '-F', part],
    `${meta}/${number}/media`,
  );
  await curl(0, ...ofMeta, '-X', 'DELETE', `${meta}/${JSON.parse(direct.text).id}`);
  renew();
  const raw = await curl(
    ...[LARGE_BYTES, '-H', authorization, '-H', `X-Phone-Number-Id: ${number}`, '-H', 'Content-Type: application/pdf'],
    ...['--data-binary', `@${file}`, upload],
  );
  renew();
  const form = await curl(LARGE_BYTES, '-H', authorization, '-F', `phoneNumberId=${number}`, '-F', part, upload);
  const [rawUrl, formUrl] = [raw, form].map(({ text }) => `${url}/v2/media/${JSON.parse(text).data.mediaId}`);
  const download = await curl(
    LARGE_BYTES,
    '-H',
    authorization,
    '-o',
    path.join(folder, 'download'),
    `${rawUrl}/download`,
  );
  for (const each of [rawUrl, formUrl]) await curl(0, '-H', authorization, '-X', 'DELETE', each);
  return Object.fromEntries(
    Object.entries({ direct, raw, form, download }).map(([name, { mibPerSecond }]) => [name, mibPerSecond]),
  );
}

/** Small pictures, each another one, sixteen at a time. */
async function measureSmall(url, picture, requestOf) {
  const { perSecond, bad } = await runLoad({
    url,
    connections: SMALL_CONNECTIONS,
    warmUpMs: SMALL_WARM_UP_MS,
    measureMs: SMALL_MEASURE_MS,
    next: (index) => {
      const bytes = Buffer.from(picture);
      bytes.writeUInt32BE(index, SMALL_BYTES - 8);
      bytes.writeUInt32BE((Math.random() * 2 ** 32) >>> 0, SMALL_BYTES - 4);
      return { method: 'POST', ...requestOf(bytes, index) };
    },
    isGood: (status) => status === 200,
  });
  if (bad.size > 0) throw new Error(`Small files were refused: ${JSON.stringify([...bad])}`);
  return perSecond;
}

async function measureSmallRound({ url, simulatorUrl, key, numbers }, picture) {
  const numberOf = (index) => numbers[index % numbers.length];
  const direct = await measureSmall(simulatorUrl, picture, (bytes, index) => ({
    path: `/v25.0/${numberOf(index)}/media`,
    ...asForm({ messaging_product: 'whatsapp', type: 'image/jpeg' }, bytes, { authorization: 'Bearer benchmark' }),
  }));
  const authorization = `Bearer ${key}`;
  const raw = await measureSmall(url, picture, (body, index) => ({
    path: '/v2/media/upload',
    headers: { authorization, 'x-phone-number-id': numberOf(index), 'content-type': 'image/jpeg' },
    body,
  }));
  const form = await measureSmall(url, picture, (bytes, index) => ({
    path: '/v2/media/upload',
    ...asForm({ phoneNumberId: numberOf(index) }, bytes, { authorization }),
  }));
  return { direct, raw, form };
}

const BOUNDARY = 'boundary-of-the-benchmark';

function asForm(fields, bytes, headers) {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const disposition = 'Content-Disposition: form-data; name="file"; filename="photo.jpg"';
  const head = `${parts.join('')}--${BOUNDARY}\r\n${disposition}\r\nContent-Type: image/jpeg\r\n\r\n`;
  return {
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  };
}

async function measure() {
  const platform = await startPlatform();
  const large = makeLargeFile();
  const picture = contracts.padTo(contracts.SAMPLE_FILES.jpeg, SMALL_BYTES).bytes;
  // What runs for the first time is compiled.
  await measureLarge(platform, large);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({ large: await measureLarge(platform, large), small: await measureSmallRound(platform, picture) });
  return rounds;
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

function row(name, unit, rounds, [size, measured]) {
  const values = rounds.map((round) => round[size][measured]);
  const share = median(rounds.map((round) => round[size][measured] / round[size].direct));
  return {
    cells: [
      name,
      median(values).toFixed(0),
      `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`,
      unit,
      share.toFixed(2),
    ],
    share,
  };
}

function report(rounds) {
  const rows = [
    row('100 MB straight to the simulated Meta', 'MB/s', rounds, ['large', 'direct']),
    row('100 MB through the gateway, raw', 'MB/s', rounds, ['large', 'raw']),
    row('100 MB through the gateway, form', 'MB/s', rounds, ['large', 'form']),
    row('100 MB out of the vault', 'MB/s', rounds, ['large', 'download']),
    row('200 KB straight to the simulated Meta', 'files/s', rounds, ['small', 'direct']),
    row('200 KB through the gateway, raw', 'files/s', rounds, ['small', 'raw']),
    row('200 KB through the gateway, form', 'files/s', rounds, ['small', 'form']),
  ];
  const all = [['', 'median', 'from–to', '', 'share'], ...rows.map(({ cells }) => cells)];
  const widths = all[0].map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  const line = (cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  const lines = [line(all[0]), widths.map((width) => '─'.repeat(width)).join('  '), ...all.slice(1).map(line)];
  return { text: lines.join('\n'), share: Math.min(rows[1].share, rows[2].share) };
}

const overtime = delay(LIMIT_MS, undefined, { ref: false }).then(() => {
  throw new Error(`Not finished after ${LIMIT_MS / 1_000} s.`);
});
const model = cpus()[0]?.model.trim() ?? 'unknown';
console.log(
  `Node ${process.version}, ${cpus().length} × ${model}; medians of ${ROUNDS}; small files ${SMALL_CONNECTIONS} at a time …\n`,
);
try {
  const { text, share } = report(await Promise.race([measure(), overtime]));
  console.log(`${text}\n\nUploads of 100 MB have ${share.toFixed(2)} of curl's own speed (wanted: ${WANTED_SHARE}).`);
  if (share < WANTED_SHARE) process.exitCode = 1;
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
