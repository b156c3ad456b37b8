import { utimesSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { padTo, SAMPLE_FILES } from '@switchboard/contracts';
import { residentBytesOf } from './support/resident-memory';
import { expectStatus } from './support/http-client';
import { BOUNDARY, fieldPart, filePart, formOf, type FormPart, sha256Of, UPLOAD_PATH } from './support/media-client';
import { mediaIdOf, type MediaTenant, MediaTestbed } from './support/media-testbed';
import { waitFor } from './support/wait-for';

const MIB = 1 << 20;
/** Larger than everything that is buffered on the way, so that half of it is in the middle of an upload. */
const FILE_BYTES = 16 * MIB;
const file = padTo(SAMPLE_FILES.pdf, FILE_BYTES);

let vault: MediaTestbed;
let tenant: MediaTenant;

beforeAll(async () => {
  vault = await MediaTestbed.start();
  tenant = await vault.openTenant();
  // The first upload makes the folders, and opens connections.
  await vault.expectNextUpload(tenant);
});
afterAll(() => vault?.close());

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A request, byte for byte. */
interface Upload {
  headers: string[];
  body: Buffer;
  /** Whether Meta gets the bytes while they come, or only from the vault. */
  isPassedOn: boolean;
}

function inForm(isPassedOn: boolean, ...parts: FormPart[]): Upload {
  const { contentType, body } = formOf(parts);
  return { headers: [`Content-Type: ${contentType}`, `Content-Length: ${body.length}`], body, isPassedOn };
}

const number = (): FormPart => fieldPart('phoneNumberId', tenant.number.phoneNumberId);
const owner = (): string => `X-Phone-Number-Id: ${tenant.number.phoneNumberId}`;

const UPLOADS: readonly (readonly [what: string, make: () => Upload])[] = [
  ['a form with its number first', () => inForm(true, number(), filePart(file))],
  ['a form with its number last', () => inForm(false, filePart(file), number())],
  [
    'a file as the body',
    () => ({ headers: [owner(), `Content-Length: ${FILE_BYTES}`], body: Buffer.from(file.bytes), isPassedOn: true }),
  ],
  [
    'a file as the body, in chunks',
    () => {
      const size = Buffer.from(`${FILE_BYTES.toString(16)}\r\n`);
      const body = Buffer.concat([size, file.bytes, Buffer.from('\r\n0\r\n\r\n')]);
      return { headers: [owner(), 'Transfer-Encoding: chunked'], body, isPassedOn: true };
    },
  ],
];

/** Sends the head of the request and that much of its body; resolves when it was written. */
async function begin({ headers, body }: Upload, bytes: number): Promise<Socket> {
  const { hostname, port } = new URL(vault.url);
  const socket = connect({ host: hostname, port: Number(port) });
  sockets.push(socket);
  socket.on('error', () => undefined);
  const head = [
    `POST ${UPLOAD_PATH} HTTP/1.1`,
    'Host: e2e',
    `Authorization: Bearer ${tenant.key.key}`,
    ...headers,
    ...['', ''],
  ];
  socket.write(head.join('\r\n'));
  await new Promise<void>((resolve) => socket.write(body.subarray(0, bytes), () => resolve()));
  return socket;
}

/** Sends half, and waits until that half is where it is to go: on the disk, and at Meta. */
async function beginHalf(upload: Upload): Promise<Socket> {
  const socket = await begin(upload, upload.body.length >> 1);
  // What is not enough for a write of its own stays in memory.
  const nearlyHalf = (FILE_BYTES >> 1) - MIB;
  await waitFor('half of the file to be on the disk', () => vault.unfinishedBytes() >= nearlyHalf);
  if (upload.isPassedOn)
    await waitFor('half of the file to be at Meta', async () => {
      const [latest] = await vault.bed.simulator.uploads();
      return latest?.state === 'under-way' && latest.receivedBytes >= nearlyHalf;
    });
  return socket;
}

async function brokenOff(): Promise<number> {
  return (await vault.bed.simulator.uploadCounts()).brokenOff;
}

async function expectHealthy(): Promise<void> {
  expect((await fetch(`${vault.url}/readyz`)).status).toBe(200);
  await vault.expectNextUpload(tenant);
}

describe('A client that goes away', () => {
  it.each([
    ['ends', (socket: Socket) => socket.end()],
    ['is closed', (socket: Socket) => socket.destroy()],
    ['is reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('when its connection %s half way, leaves nothing behind', async (_how, end) => {
    for (const [, make] of UPLOADS) {
      const before = await vault.quietFootprint();
      const brokenBefore = await brokenOff();
      const upload = make();
      const socket = await beginHalf(upload);
      const pid = vault.bed.switchboard.pid;
      end(socket);
      await vault.expectFootprint(before);
      expect(await brokenOff()).toBe(brokenBefore + (upload.isPassedOn ? 1 : 0));
      expect(vault.bed.switchboard.pid).toBe(pid);
      await expectHealthy();
    }
  });

  describe.each(UPLOADS)('(%s)', (_what, make) => {
    it.each([
      ['before the body', 0],
      ['within the first line', 20],
      ['within the first bytes of the file', 2_000],
      ['when the type is known', 9_000],
      ['one byte before the end', -1],
    ])('leaves nothing behind when it goes %s', async (_when, bytes) => {
      const before = await vault.quietFootprint();
      const upload = make();
      const socket = await begin(upload, bytes < 0 ? upload.body.length + bytes : bytes);
      socket.destroy();
      const { rows, meta } = before;
      await vault.expectNextUpload(tenant);
      await vault.expectFootprint({
        ...before,
        // The next one has the same bytes as the one before it.
        rows: { ...rows, media: rows.media + 1 },
        meta: { ...meta, completed: meta.completed + 1, files: meta.files + 1 },
      });
    });
  });

  it('leaves nothing behind when many go at once', async () => {
    const before = await vault.quietFootprint();
    const uploads = Array.from({ length: 12 }, (_, index) => UPLOADS[index % UPLOADS.length]![1]());
    const gone = await Promise.all(
      uploads.map((upload) => begin(upload, 300_000 + Math.floor(upload.body.length / 50))),
    );
    await waitFor('all of them to have begun', async () => {
      const { files, meta } = await vault.footprint();
      const begun = files.filter((name) => name.startsWith('unfinished/')).length;
      return begun === uploads.length && meta.underWay === uploads.filter(({ isPassedOn }) => isPassedOn).length;
    });
    for (const socket of gone) socket.destroy();
    await vault.expectFootprint(before);
    await expectHealthy();
  });

  it('while Meta answers, has its file everywhere, and nothing half', async () => {
    await vault.bed.simulator.fault({ kind: 'slow', delayMs: 500, match: { operation: 'media-upload' }, times: 1 });
    const before = await vault.quietFootprint();
    const upload = UPLOADS[2]![1]();
    const socket = await begin(upload, upload.body.length);
    await waitFor('Meta to have it', async () => (await vault.footprint()).meta.completed > before.meta.completed);
    socket.destroy();
    const [uploadAtMeta] = await vault.bed.simulator.uploads();
    const sha256 = sha256Of(file.bytes);
    const kept = await waitFor('the vault to have it', async () => {
      const [latest] = await tenant.media.list();
      return latest?.sha256 === sha256 && latest;
    });
    expect(kept).toMatchObject({ id: uploadAtMeta!.mediaId, inVault: true });
    expect(sha256Of((await tenant.media.download(kept.id)).bytes)).toBe(sha256);
    expectStatus(await tenant.media.call('DELETE', `/v2/media/${kept.id}`), 200);
    const { underWay, completed, files } = before.meta;
    await vault.expectFootprint({ ...before, meta: { underWay, completed: completed + 1, files } });
  });

  it('is no failure of ours', () => {
    expect(vault.bed.switchboard.output).not.toMatch(/"level":[56]0|unhandled/i);
  });
});

describe('A process that is killed', () => {
  it.each(UPLOADS)('in the middle of %s leaves nothing behind once it runs again', async (_what, make) => {
    const before = await vault.quietFootprint();
    const brokenBefore = await brokenOff();
    const upload = make();
    await beginHalf(upload);
    await vault.bed.switchboard.kill('SIGKILL');
    expect(vault.unfinishedBytes()).toBeGreaterThan(0);

    await vault.bed.switchboard.restart();
    await vault.expectFootprint(before);
    expect(await brokenOff()).toBe(brokenBefore + (upload.isPassedOn ? 1 : 0));
    await expectHealthy();
  });

  it('while the vault’s copy goes to Meta leaves bytes that the daily clean-up removes', async () => {
    const before = await vault.quietFootprint();
    await vault.bed.simulator.fault({
      ...{ kind: 'slow-body', bytesPerSecond: 4 * MIB, times: 1 },
      match: { operation: 'media-upload' },
    });
    const upload = UPLOADS[1]![1]();
    await begin(upload, upload.body.length);
    await waitFor('a part of it to be at Meta', async () => {
      const [latest] = await vault.bed.simulator.uploads();
      return latest?.state === 'under-way' && latest.receivedBytes > 0;
    });
    await vault.bed.switchboard.kill('SIGKILL');
    const [orphan] = vault.files().filter((name) => !before.files.includes(name));
    expect(orphan).toMatch(/^objects\//);

    // The last clean-up was yesterday, and the crash two hours ago.
    await vault.bed.database.query(`UPDATE media_cleanups SET finished_at = finished_at - interval '25 hours'`);
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1_000);
    utimesSync(vault.pathOf(orphan!), twoHoursAgo, twoHoursAgo);
    await vault.bed.switchboard.restart();
    await vault.expectFootprint(before);
    // Its report is written when all is done.
    const report = await waitFor('the report of the clean-up', async () => {
      const { items } = await vault.bed.operator.request(200, 'GET', '/platform/media-clean-ups');
      return (items as { orphanedObjects: number; orphanedBytes: number }[]).find(
        ({ orphanedObjects }) => orphanedObjects > 0,
      );
    });
    expect(report).toMatchObject({ orphanedObjects: 1, orphanedBytes: FILE_BYTES });
    await expectHealthy();
  });
});

describe('While Meta reads slowly', () => {
  const SLOW_BYTES = 80 * MIB;
  const BYTES_PER_SECOND = 26 * MIB;
  /** A part of the file only. */
  const GROWTH_MAX_BYTES = 30 * MIB;
  /** What the sockets of two connections on one machine may hold: 10 to 20 MiB were seen, and Linux allows more. */
  const IN_FLIGHT_MAX_BYTES = 60 * MIB;

  const slow = padTo(SAMPLE_FILES.pdf, SLOW_BYTES);
  /** How much of the file the client was asked for. */
  let sentBytes = 0;

  async function* bodyOf(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < SLOW_BYTES; at += 64 * 1_024) {
      const chunk = slow.bytes.subarray(at, at + 64 * 1_024);
      yield chunk;
      sentBytes += chunk.length;
    }
  }

  async function* formAround(): AsyncGenerator<Uint8Array> {
    const { body } = formOf([number(), filePart({ ...slow, bytes: Buffer.from('CUT') })]);
    const at = body.indexOf('CUT');
    yield body.subarray(0, at);
    yield* bodyOf();
    yield body.subarray(at + 'CUT'.length);
  }

  const residentBytes = (): number => residentBytesOf(vault.bed.switchboard.pid);

  /** How far memory grows while something is done, and how far the client gets ahead of Meta. */
  async function peaksOf(work: () => Promise<unknown>): Promise<{ growthBytes: number; inFlightBytes: number }> {
    const idleBytes = residentBytes();
    const peaks = { growthBytes: 0, inFlightBytes: 0 };
    sentBytes = 0;
    let isOver = false;
    const over = work().finally(() => (isOver = true));
    const look = async (): Promise<boolean> => {
      peaks.growthBytes = Math.max(peaks.growthBytes, residentBytes() - idleBytes);
      const [latest] = await vault.bed.simulator.uploads({ state: 'under-way' });
      if (latest) peaks.inFlightBytes = Math.max(peaks.inFlightBytes, sentBytes - latest.receivedBytes);
      return isOver;
    };
    await waitFor('the upload to end', look, 30_000);
    await over;
    return peaks;
  }

  const WAYS: readonly (readonly [
    way: string,
    body: () => AsyncIterable<Uint8Array>,
    headers: () => Record<string, string>,
  ])[] = [
    ['the body', bodyOf, () => ({ 'x-phone-number-id': tenant.number.phoneNumberId })],
    ['a form', formAround, () => ({ 'content-type': `multipart/form-data; boundary=${BOUNDARY}` })],
  ];

  it.each(WAYS)('the client has to wait, and memory does not grow with the file (%s)', async (_way, body, headers) => {
    const upload = async (): Promise<void> => void mediaIdOf(await tenant.media.uploadRaw(body(), headers()));
    // What runs for the first time takes memory for good.
    for (let count = 0; count < 2; count += 1) await upload();
    const fault = { kind: 'slow-body', bytesPerSecond: BYTES_PER_SECOND, times: 1 };
    await vault.bed.simulator.fault({ ...fault, match: { operation: 'media-upload' } });
    const startedAt = performance.now();
    const { growthBytes, inFlightBytes } = await peaksOf(upload);
    expect(performance.now() - startedAt).toBeGreaterThan((SLOW_BYTES / BYTES_PER_SECOND) * 1_000 * 0.8);
    expect(growthBytes).toBeLessThan(GROWTH_MAX_BYTES);
    expect(inFlightBytes).toBeLessThan(IN_FLIGHT_MAX_BYTES);
  });
});
