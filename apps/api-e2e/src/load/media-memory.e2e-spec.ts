import { type ChildProcess, spawn } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { peakBytesOf, residentBytesOf } from '../support/resident-memory';
import { HttpClient } from '../support/http-client';
import { type OpenedTenant, Operator, UNLIMITED_PLAN } from '../support/operator';
import { createDatabase } from '../support/postgres';
import type { SimulatedMedia } from '../support/simulator';
import { PROJECT, SECRETS, Switchboard } from '../support/switchboard';
import { waitFor } from '../support/wait-for';

const MIB = 1 << 20;
/** The largest file that is taken. */
const FILE_BYTES = 100 * MIB;
const SMALL_BYTES = 200 * 1024;
/** The contract: so much the resident memory grows at most, whatever is under way. */
const GROWTH_MAX_BYTES = 150 * MIB;
const SAMPLE_EVERY_MS = 50;
/** Each is downloaded by several at a time. */
const STORED_SEEDS = [101, 102];
const UPLOADS = 8;
const DOWNLOADS = 8;
const WARM_UPS = 12;

const MULTIPART = { boundary: 'boundary-of-the-test' };
const END_WITH_PARENT = path.join(__dirname, '../support/end-with-parent.cjs');

const closers: (() => Promise<unknown>)[] = [];
let simulator: HttpClient;
let switchboard: Switchboard;
let tenant: OpenedTenant;

/** The simulated Meta in a process of its own: neither the test's memory nor its time is Switchboard's. */
async function startSimulator(): Promise<string> {
  const main = path.join(PROJECT, 'apps/graph-sim/dist/main.js');
  const child: ChildProcess = spawn(process.execPath, ['--require', END_WITH_PARENT, main], {
    env: { PATH: process.env['PATH'], SIM_PORT: '0', META_APP_SECRET: SECRETS.META_APP_SECRET },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  closers.push(() => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return waitFor('the simulator to listen', () => /http:\/\/\S+/.exec(output)?.[0]);
}

beforeAll(async () => {
  const database = await createDatabase();
  closers.push(() => database.drop());
  const graphBaseUrl = await startSimulator();
  simulator = new HttpClient(graphBaseUrl);
  closers.push(() => simulator.close());
  switchboard = await Switchboard.start({ databaseUrl: database.url, graphBaseUrl });
  closers.push(() => switchboard.stop());
  const operator = await Operator.signIn(switchboard.url);
  closers.push(() => operator.close());
  await operator.putPlan({ ...UNLIMITED_PLAN, code: 'E2E_MEDIA', name: 'With media', features: ['v2_api'] });
  tenant = await operator.openTenant({ planCode: 'E2E_MEDIA' });
});
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What is said about a file that went through. */
interface Transfer {
  sha256: string;
  mediaId: string;
}

/** The bytes of a PDF as they are asked for, others for each seed, and never all of them in memory. */
async function* pdfOf(seed: number, sizeBytes: number, digest: (sha256: string) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const random = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  const zeros = Buffer.alloc(64 * 1024);
  for (let at = 0; at < sizeBytes; at += zeros.length) {
    const chunk = random.update(zeros).subarray(0, sizeBytes - at);
    if (at === 0) chunk.write('%PDF-1.7\n');
    hash.update(chunk);
    yield chunk;
  }
  digest(hash.digest('hex'));
}

function field(name: string, value: string): string {
  return `--${MULTIPART.boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

/** The form that a client sends, with the sender before the file or after it. */
async function* formAround(file: AsyncIterable<Buffer>, isSenderFirst: boolean): AsyncGenerator<Buffer> {
  const sender = field('phoneNumberId', tenant.number.phoneNumberId);
  const disposition = 'Content-Disposition: form-data; name="file"; filename="large.pdf"';
  const head = `--${MULTIPART.boundary}\r\n${disposition}\r\nContent-Type: application/pdf\r\n\r\n`;
  yield Buffer.from(isSenderFirst ? sender + head : head);
  yield* file;
  yield Buffer.from(`\r\n${isSenderFirst ? '' : sender}--${MULTIPART.boundary}--\r\n`);
}

/** How clients upload: as the body itself, or as a form that names the sender early or late. */
const MODES = ['raw', 'form, sender first', 'raw', 'form, sender last'] as const;

async function upload(seed: number, sizeBytes: number, mode: (typeof MODES)[number]): Promise<Transfer> {
  let sha256 = '';
  const file = pdfOf(seed, sizeBytes, (digest) => (sha256 = digest));
  const raw = {
    'content-type': 'application/pdf',
    'content-length': String(sizeBytes),
    'x-phone-number-id': tenant.number.phoneNumberId,
    'x-filename': 'large.pdf',
  };
  const form = { 'content-type': `multipart/form-data; boundary=${MULTIPART.boundary}` };
  const { statusCode, body } = await request(`${switchboard.url}/v2/media/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key.key}`, ...(mode === 'raw' ? raw : form) },
    body: Readable.from(mode === 'raw' ? file : formAround(file, mode === 'form, sender first')),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`An upload (${mode}) was answered ${statusCode}: ${text}`);
  return { sha256, mediaId: (JSON.parse(text) as { data: { mediaId: string } }).data.mediaId };
}

/** The SHA-256 of what comes. */
async function download(mediaId: string): Promise<string> {
  const { statusCode, body } = await request(`${switchboard.url}/v2/media/${mediaId}/download`, {
    headers: { authorization: `Bearer ${tenant.key.key}` },
  });
  if (statusCode !== 200) throw new Error(`A download was answered ${statusCode}: ${await body.text()}`);
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What the simulated Meta has got under an id. */
async function atMeta(mediaId: string): Promise<{ sha256: string; sizeBytes: number } | undefined> {
  const { json } = await simulator.get(`/_sim/media?id=${mediaId}`);
  const [media] = (json as { items: SimulatedMedia[] }).items;
  return media && { sha256: media.sha256, sizeBytes: media.sizeBytes };
}

/** Resident memory of the Switchboard process, as the system counts it. */
class ResidentMemory {
  private timer?: NodeJS.Timeout;
  private sampledBytes = 0;
  private canReset = true;

  constructor(private readonly pid: number) {}

  get nowBytes(): number {
    return residentBytesOf(this.pid);
  }

  /** From now on the highest counts. The system knows it exactly; where it may not be asked, samples must do. */
  startWatching(): void {
    try {
      writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
    } catch {
      this.canReset = false;
    }
    this.timer = setInterval(() => (this.sampledBytes = Math.max(this.sampledBytes, this.nowBytes)), SAMPLE_EVERY_MS);
  }

  stopWatching(): { sampledBytes: number; peakBytes: number } {
    clearInterval(this.timer);
    const peakBytes = this.canReset ? peakBytesOf(this.pid) : this.sampledBytes;
    return { sampledBytes: this.sampledBytes, peakBytes: Math.max(peakBytes, this.sampledBytes) };
  }
}

const inMib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;
const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const modeOf = (index: number): (typeof MODES)[number] => MODES[index % MODES.length]!;

describe('Memory', () => {
  let stored: Transfer[];

  beforeAll(async () => {
    stored = await Promise.all(STORED_SEEDS.map((seed) => upload(seed, FILE_BYTES, 'raw')));
    // A process that has moved no large file yet.
    await switchboard.kill('SIGTERM');
    await switchboard.restart();
    for (const index of times(WARM_UPS)) {
      const small = await upload(1 + index, SMALL_BYTES, modeOf(index));
      expect(await download(small.mediaId)).toBe(small.sha256);
    }
  });

  it('grows by less than 150 MB while eight files of 100 MB are uploaded and eight downloaded at once', async () => {
    const memory = new ResidentMemory(switchboard.pid);
    const idleBytes = memory.nowBytes;
    const startedAt = performance.now();
    memory.startWatching();
    const [uploads, downloads] = await Promise.all([
      Promise.all(times(UPLOADS).map((index) => upload(201 + index, FILE_BYTES, modeOf(index)))),
      Promise.all(times(DOWNLOADS).map((index) => download(stored[index % stored.length]!.mediaId))),
    ]);
    const { sampledBytes, peakBytes } = memory.stopWatching();
    const seconds = (performance.now() - startedAt) / 1_000;
    const growthBytes = peakBytes - idleBytes;
    process.stderr.write(
      `Resident memory: idle ${inMib(idleBytes)}, peak ${inMib(peakBytes)} (sampled ${inMib(sampledBytes)}), ` +
        `grown by ${inMib(growthBytes)} in ${seconds.toFixed(1)} s\n`,
    );

    expect(downloads).toEqual(times(DOWNLOADS).map((index) => stored[index % stored.length]!.sha256));
    expect(new Set(uploads.map(({ sha256 }) => sha256)).size).toBe(UPLOADS);
    for (const { mediaId, sha256 } of uploads) expect(await atMeta(mediaId)).toEqual({ sha256, sizeBytes: FILE_BYTES });
    expect(sampledBytes).toBeGreaterThan(0);
    expect(growthBytes).toBeLessThan(GROWTH_MAX_BYTES);
  });
});
