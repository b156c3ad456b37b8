import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { padTo, SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import { residentBytesOf } from './support/resident-memory';
import { text } from './support/bodies';
import { download, type Downloaded, type DownloadCall } from './support/downloads';
import { sha256Of } from './support/media-client';
import { mediaIdOf, MediaTestbed, type MediaTenant, V2_PLAN } from './support/media-testbed';
import { metaId } from './support/operator';
import type { SimulatedMedia } from './support/simulator';
import { waitFor } from './support/wait-for';

const MIB = 1 << 20;
const NAME = 'Grüße "1" 🎉.pdf';
const GRAPH_TIMEOUT_MS = 1_500;

/** A tenant's file, as the three routes name it. */
interface KeptFile {
  tenant: MediaTenant;
  mediaId: string;
  /** As webhooks say it. */
  path: string;
  bytes: Uint8Array;
}

type Route = 'v2' | 'v1' | 'media';
const ROUTES: readonly Route[] = ['v2', 'v1', 'media'];

let bed: MediaTestbed;
/** It has one number. */
let tenant: MediaTenant;
/** It has two. */
let wide: MediaTenant & { second: MediaTenant['number'] };
/** It shares nothing with the others. */
let stranger: MediaTenant;

beforeAll(async () => {
  bed = await MediaTestbed.start({ env: { GRAPH_TIMEOUT_MS: String(GRAPH_TIMEOUT_MS) } });
  tenant = await bed.openTenant();
  stranger = await bed.openTenant();
  const opened = await bed.openTenant();
  const second = await bed.bed.operator.addNumber(opened.id);
  wide = { ...opened, second };
});
afterAll(() => bed?.close());
afterEach(async () => {
  for (const socket of SlowClient.all) socket.destroy();
  await bed.bed.simulator.clearFaults();
});

/** A file that no other test has. */
function uniqueFile(sizeBytes = 40_000): SampleFile {
  const text = Buffer.from(`%PDF-1.4\n% ${metaId()}\n`);
  return padTo({ ...SAMPLE_FILES.pdf, bytes: text }, sizeBytes);
}

async function upload(owner: MediaTenant, { sizeBytes = 40_000, filename = NAME } = {}): Promise<KeptFile> {
  const { bytes, mimeType } = uniqueFile(sizeBytes);
  const headers = {
    'x-phone-number-id': owner.number.phoneNumberId,
    'content-type': mimeType,
    'x-filename': encodeURIComponent(filename),
  };
  const mediaId = mediaIdOf(await owner.media.uploadRaw(bytes, headers));
  return { tenant: owner, mediaId, path: await pathOf(owner, mediaId), bytes };
}

/** The path of a file, as the console knows it. */
async function pathOf(owner: MediaTenant, mediaId: string): Promise<string> {
  const { items } = await bed.bed.operator.request(200, 'GET', `/tenants/${owner.id}/media?limit=200`);
  return (items as { mediaId: string; path: string }[]).find((item) => item.mediaId === mediaId)!.path;
}

/** A file that Meta has and that Switchboard has never seen. */
async function putAtMeta(phoneNumberId: string, { bytes, mimeType }: SampleFile = uniqueFile()): Promise<string> {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', mimeType);
  form.set('file', new Blob([bytes], { type: mimeType }), 'file');
  const url = `${bed.bed.simulator.baseUrl}/v25.0/${phoneNumberId}/media`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer any' }, body: form });
  return ((await answer.json()) as { id: string }).id;
}

/** Lets the store lose every byte of a tenant. */
function loseObjects({ id }: MediaTenant): void {
  rmSync(path.join(bed['dataDir'], 'media', 'objects', id), { recursive: true });
}
const objectsOf = ({ id }: MediaTenant): string[] => bed.files().filter((file) => file.includes(id));
const unfinished = (): string[] => bed.files().filter((file) => file.startsWith('unfinished'));

function urlOf(route: Route, { tenant: { number }, mediaId, path: mediaPath }: KeptFile): string {
  if (route === 'v2') return `/v2/media/${mediaId}/download`;
  if (route === 'v1') return `/v1/wa/media/${mediaId}?phone_number_id=${number.phoneNumberId}`;
  return `/media?path=${encodeURIComponent(mediaPath)}`;
}

function get(route: Route, file: KeptFile, call?: DownloadCall): Promise<Downloaded> {
  return download(bed.url, file.tenant.key.key, urlOf(route, file), call);
}

async function atMeta(mediaId: string): Promise<SimulatedMedia> {
  return (await bed.bed.simulator.media({ id: mediaId }))[0]!;
}

/** An error in the envelope of its surface, and nothing more than it has. */
function expectError(route: Route, answer: Downloaded, status: number, code: string): { message: string } {
  const requestId = answer.headers['x-request-id'];
  const details = expect.anything();
  const { json } = answer;
  const message = expect.stringMatching(/^\S.+/);
  const expected = {
    v2: { success: false, error: code, message, ...(json.details && { details }), requestId },
    v1: {
      isSuccess: false,
      errors: {
        code,
        group: expect.any(String),
        description: message,
        ...(json.errors?.params && { params: details }),
      },
      requestId,
    },
    media: { error: { code, message, ...(json.error?.details && { details }) }, request_id: requestId },
  };
  expect({ status: answer.status, body: json }).toEqual({ status, body: expected[route] });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  for (const name of ['content-disposition', 'etag', 'accept-ranges', 'content-range'])
    expect(answer.headers[name]).toBeUndefined();
  return { message: json.message ?? json.errors?.description ?? json.error?.message };
}

describe.each(ROUTES)('A file of the vault, over %s', (route) => {
  let file: KeptFile;
  let etag: string;
  beforeAll(async () => {
    file = await upload(tenant);
    etag = `"${sha256Of(file.bytes)}"`;
  });
  afterAll(async () => {
    expect(await atMeta(file.mediaId)).toMatchObject({ downloads: 0, metadataReads: 0 });
  });

  it('comes as it was given, and says what it is', async () => {
    const answer = await get(route, file);
    expect(answer.status).toBe(200);
    expect(answer.bytes.equals(file.bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(file.bytes.length),
      etag,
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `inline; filename="Gr__e _1_ _.pdf"; filename*=UTF-8''${encodeURIComponent(NAME)}`,
    });
  });

  it.each([
    ['by its tag', (tag: string) => tag],
    ['by its tag as a weak one', (tag: string) => `W/${tag}`],
    ['among others', (tag: string) => `"a", ${tag}, "b"`],
    ['by any', () => '*'],
  ])('is not sent again to who has it %s', async (_, known) => {
    const answer = await get(route, file, { headers: { 'if-none-match': known(etag) } });
    expect([answer.status, answer.bytes.length, answer.headers['etag']]).toEqual([304, 0, etag]);
  });

  it('is sent to who has another', async () => {
    expect((await get(route, file, { headers: { 'if-none-match': '"0"' } })).status).toBe(200);
  });

  it.each<[string, string, number, number]>([
    ['its first bytes', 'bytes=0-99', 0, 99],
    ['one byte', 'bytes=7-7', 7, 7],
    ['its last byte', 'bytes=39999-39999', 39_999, 39_999],
    ['what is left from a place', 'bytes=39000-', 39_000, 39_999],
    ['its last bytes', 'bytes=-500', 39_500, 39_999],
    ['more than there is', 'bytes=39990-1000000', 39_990, 39_999],
    ['all of it, from its end', 'bytes=-1000000', 0, 39_999],
  ])('comes in part: %s', async (_, range, start, end) => {
    const answer = await get(route, file, { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.bytes.equals(file.bytes.subarray(start, end + 1))).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-range': `bytes ${start}-${end}/40000`,
      'content-length': String(end - start + 1),
      'content-type': 'application/pdf',
      etag,
    });
  });

  it.each(['bytes=40000-', 'bytes=50000-60000', 'bytes=-0'])('has no part %s', async (range) => {
    const answer = await get(route, file, { headers: { range } });
    expect([answer.status, answer.headers['content-range'], answer.bytes.length]).toEqual([416, 'bytes */40000', 0]);
  });

  it.each(['bytes=0-1,5-9', 'bytes=9-5', 'pages=1-2', 'bytes=a-b', 'bytes='])(
    'comes whole where %j is asked for, which nobody must understand',
    async (range) => {
      const answer = await get(route, file, { headers: { range } });
      expect([answer.status, answer.bytes.length, answer.headers['content-range']]).toEqual([200, 40_000, undefined]);
    },
  );

  it('comes in part only as long as it is the same', async () => {
    const part = { range: 'bytes=0-9' };
    expect((await get(route, file, { headers: { ...part, 'if-range': etag } })).status).toBe(206);
    for (const other of ['"other"', `W/${etag}`, new Date().toUTCString()])
      expect((await get(route, file, { headers: { ...part, 'if-range': other } })).status).toBe(200);
  });

  it('is only described to HEAD', async () => {
    const answer = await get(route, file, { method: 'HEAD' });
    expect([answer.status, answer.bytes.length]).toEqual([200, 0]);
    expect(answer.headers).toMatchObject({ 'content-length': '40000', 'content-type': 'application/pdf', etag });
    const part = await get(route, file, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
    expect([part.status, part.headers['content-length']]).toEqual([206, '10']);
  });
});

describe('A browser', () => {
  it('is told to save a file when the caller wishes so', async () => {
    const file = await upload(tenant, { filename: 'a b.pdf' });
    const url = urlOf('v2', file);
    const asked = await download(bed.url, tenant.key.key, `${url}?disposition=attachment`);
    expect(asked.headers['content-disposition']).toBe('attachment; filename="a b.pdf"');
    const inline = await download(bed.url, tenant.key.key, `${url}?disposition=inline`);
    expect(inline.headers['content-disposition']).toBe('inline; filename="a b.pdf"');
    const wrong = await download(bed.url, tenant.key.key, `${url}?disposition=foo`);
    expectError('v2', wrong, 400, 'VALIDATION_ERROR');
    expect(wrong.json.details.fields).toEqual([expect.objectContaining({ path: 'disposition' })]);
  });
});

describe.each(ROUTES)('A file that only Meta has, over %s', (route) => {
  /** The route by path needs a record; its bytes are then lost. */
  async function onlyAtMeta(sizeBytes = 40_000): Promise<KeptFile> {
    if (route === 'media') {
      const file = await upload(tenant, { sizeBytes });
      loseObjects(tenant);
      return file;
    }
    const sample = uniqueFile(sizeBytes);
    const mediaId = await putAtMeta(tenant.number.phoneNumberId, sample);
    return { tenant, mediaId, path: '', bytes: sample.bytes };
  }

  it('comes from there once, and from the vault ever after', async () => {
    const file = await onlyAtMeta();
    const first = await get(route, file);
    expect([first.status, first.bytes.equals(file.bytes)]).toEqual([200, true]);
    expect(first.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '40000',
      etag: `"${sha256Of(file.bytes)}"`,
    });
    const second = await get(route, file, { headers: { range: 'bytes=100-199' } });
    expect([second.status, second.bytes.equals(file.bytes.subarray(100, 200))]).toEqual([206, true]);
    expect((await get(route, file)).bytes.equals(file.bytes)).toBe(true);
    expect(await atMeta(file.mediaId)).toMatchObject({ downloads: 1, metadataReads: 1 });
    expect(await tenant.media.metadata(file.mediaId)).toMatchObject({ inVault: true, sha256: sha256Of(file.bytes) });
  });

  it('is asked for anew when its URL has expired', async () => {
    const file = await onlyAtMeta();
    await bed.bed.simulator.fault({ kind: 'expired-url', match: { mediaId: file.mediaId }, times: 1 });
    expect((await get(route, file)).bytes.equals(file.bytes)).toBe(true);
    expect(await atMeta(file.mediaId)).toMatchObject({ downloads: 1, metadataReads: 2 });
  });

  it('is unknown when its URL expires again and again', async () => {
    const file = await onlyAtMeta();
    await bed.bed.simulator.fault({ kind: 'expired-url', match: { mediaId: file.mediaId } });
    expectError(route, await get(route, file), 404, { v2: 'NOT_FOUND', v1: 'MEDIA_001', media: 'not_found' }[route]);
  });

  it('arrives visibly broken when Meta cuts it off, and is not kept', async () => {
    const file = await onlyAtMeta(2 * MIB);
    const before = objectsOf(tenant);
    await bed.bed.simulator.fault({ kind: 'cut-off', match: { mediaId: file.mediaId }, afterBytes: MIB });
    const answer = await get(route, file);
    expect([answer.status, answer.isWhole]).toEqual([200, false]);
    expect(answer.bytes.length).toBeLessThanOrEqual(MIB);
    await waitFor('nothing to be left', () => unfinished().length === 0);
    expect(objectsOf(tenant)).toEqual(before);
    await bed.bed.simulator.clearFaults();
    expect((await get(route, file)).bytes.equals(file.bytes)).toBe(true);
  });

  it('never comes to its end when its bytes are wrong, and is not kept', async () => {
    const file = await onlyAtMeta(2 * MIB);
    const before = objectsOf(tenant);
    await bed.bed.simulator.fault({ kind: 'wrong-bytes', match: { mediaId: file.mediaId } });
    const answer = await get(route, file);
    expect([answer.status, answer.isWhole]).toEqual([200, false]);
    expect(answer.bytes.length).toBeLessThan(file.bytes.length);
    await waitFor('nothing to be left', () => unfinished().length === 0);
    expect(objectsOf(tenant)).toEqual(before);
  });

  const META_FAILED = { v2: 'META_ERROR', v1: 'GW_003', media: 'bad_gateway' }[route];
  it.each([
    ['is small and wrong', { kind: 'wrong-bytes' }],
    ['is small and cut off', { kind: 'cut-off', afterBytes: 100 }],
    ['is said to be larger than it is', { kind: 'wrong-size' }],
    ['cannot be described by Meta', { kind: 'http', httpStatus: 503, match: { operation: 'media-metadata' } }],
    ['cannot be sent by Meta', { kind: 'http', httpStatus: 500, match: { operation: 'media-download' } }],
    ['is kept from an access token', { kind: 'error', code: 190, match: { operation: 'media-metadata' } }],
  ])('is a failure of Meta’s when it %s', async (_, fault) => {
    const file = await onlyAtMeta(3_000);
    const match = { mediaId: file.mediaId, ...('match' in fault && fault.match) };
    await bed.bed.simulator.fault({ ...fault, match });
    expectError(route, await get(route, file), 502, META_FAILED);
    await bed.bed.simulator.clearFaults();
    expect((await get(route, file)).bytes.equals(file.bytes)).toBe(true);
  });

  it.each(['media-metadata', 'media-download'])('is late when Meta does not answer %s', async (operation) => {
    const file = await onlyAtMeta();
    await bed.bed.simulator.fault({ kind: 'timeout', match: { mediaId: file.mediaId, operation } });
    const late = { v2: 'META_ERROR', v1: 'GW_004', media: 'gateway_timeout' }[route];
    expectError(route, await get(route, file), 504, late);
  });
});

describe('A file that the caller may not have', () => {
  const unknown = (): KeptFile => ({ tenant, mediaId: metaId(), path: '', bytes: Buffer.alloc(0) });

  it.each(['v2', 'v1'] as const)('is unknown over %s: one that nobody has, and what is no id', async (route) => {
    const code = { v2: 'NOT_FOUND', v1: 'MEDIA_001' }[route];
    for (const mediaId of [metaId(), 'abc', '..%2f..%2fetc', '%00', 'a'.repeat(600), '%F0%9F%8E%89']) {
      const { message } = expectError(route, await get(route, { ...unknown(), mediaId }), 404, code);
      if (route === 'v2') expect(message).toBe('Media URL not found');
    }
  });

  it.each(ROUTES)('is unknown over %s when it is another tenant’s, exactly as one that nobody has', async (route) => {
    const theirs = await upload(stranger);
    const before = await atMeta(theirs.mediaId);
    const asked = await get(route, { ...theirs, tenant });
    const missing = await get(route, {
      ...unknown(),
      path: theirs.path.replace(/[0-9a-f]{32}(?=\.)/, '0'.repeat(32)).replaceAll(stranger.id, tenant.id),
    });
    const comparable = ({ status, text: body, headers }: Downloaded): unknown => {
      const { date: _date, 'x-request-id': id, ...rest } = headers;
      const compared = Object.entries(rest).filter(([name]) => !name.startsWith('x-ratelimit'));
      return [status, body.replaceAll(String(id), ''), Object.fromEntries(compared)];
    };
    expect(comparable(asked)).toEqual(comparable(missing));
    expectError(route, asked, 404, { v2: 'NOT_FOUND', v1: 'MEDIA_001', media: 'not_found' }[route]);
    expect(await atMeta(theirs.mediaId)).toEqual(before);
  });

  it.each(ROUTES)('is unknown over %s when it has expired here and at Meta', async (route) => {
    const file = await upload(tenant);
    await bed.bed.database.query(`UPDATE media SET expires_at = now() - interval '1 second' WHERE meta_media_id = $1`, [
      file.mediaId,
    ]);
    await bed.bed.simulator.expireMedia(file.mediaId);
    expectError(route, await get(route, file), 404, { v2: 'NOT_FOUND', v1: 'MEDIA_001', media: 'not_found' }[route]);
  });

  it('needs a number of the caller’s over v1: the one that it came with', async () => {
    const file = await upload(wide);
    const at = (number: string): Promise<Downloaded> =>
      download(bed.url, wide.key.key, `/v1/wa/media/${file.mediaId}${number}`);
    for (const absent of ['', '?phone_number_id=', '?phone_number_id=1&phone_number_id=2']) {
      const answer = await at(absent);
      expectError('v1', answer, 400, 'VAL_001');
      expect(answer.json.errors.params.fields).toEqual([expect.objectContaining({ path: 'phone_number_id' })]);
    }
    for (const foreign of [stranger.number.phoneNumberId, metaId(), wide.number.id])
      expectError('v1', await at(`?phone_number_id=${foreign}`), 403, 'NUM_001');
    expectError('v1', await at(`?phone_number_id=${wide.second.phoneNumberId}`), 404, 'MEDIA_001');
    expect((await at(`?phone_number_id=${wide.number.phoneNumberId}`)).status).toBe(200);
  });

  it('is found at Meta over v2 by its id alone only where that says whose it is', async () => {
    const mediaId = await putAtMeta(wide.second.phoneNumberId);
    const file = { ...unknown(), tenant: wide, mediaId };
    expectError('v2', await get('v2', file), 404, 'NOT_FOUND');
    const url = `/v1/wa/media/${mediaId}?phone_number_id=${wide.second.phoneNumberId}`;
    expect((await download(bed.url, wide.key.key, url)).status).toBe(200);
    expect((await get('v2', file)).status).toBe(200);
  });

  it('needs the scope', async () => {
    const file = await upload(tenant);
    const { key } = await bed.bed.operator.createKey(tenant.id, { scopes: ['media:write'] });
    const codes = { v2: 'FORBIDDEN', v1: 'AUTH_006', media: 'forbidden' };
    for (const route of ROUTES) expectError(route, await download(bed.url, key, urlOf(route, file)), 403, codes[route]);
  });
});

describe('The quota of downloads', () => {
  it('is one for itself: it uses up no messages, and messages use up none of it', async () => {
    const plan = { ...V2_PLAN, code: 'E2E_TWO_FILES', name: 'Two files', messagesPerMinute: 6, mediaPerMinute: 2 };
    await bed.bed.operator.putPlan(plan);
    const small = await bed.openTenant({ planCode: plan.code });
    const file = await upload(small);
    const remaining = ({ headers }: { headers: Downloaded['headers'] }): number =>
      Number(headers['x-ratelimit-min-remaining']);
    const balance = remaining(await small.client.http.get('/v1/wa/balance'));
    const downloads = [await get('v2', file), await get('v1', file)];
    expect(downloads.map(({ status }) => status)).toEqual([200, 200]);
    expect(downloads.map(remaining)).toEqual([balance, balance]);
    const codes = { v2: 'RATE_LIMITED', v1: 'RATE_001', media: 'rate_limited' };
    for (const route of ROUTES) {
      const refused = await get(route, file);
      expectError(route, refused, 429, codes[route]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(remaining(refused)).toBe(balance);
    }
    const sent = await small.client.send(text());
    expect([sent.status, remaining(sent)]).toEqual([200, balance - 1]);
  });

  it('is there when no message may be sent any more', async () => {
    const plan = { ...V2_PLAN, code: 'E2E_ONE_MESSAGE', name: 'One message', messagesPerMinute: 2 };
    await bed.bed.operator.putPlan(plan);
    const small = await bed.openTenant({ planCode: plan.code });
    const file = await upload(small);
    await waitFor(
      'the quota to be used up',
      async () => (await small.client.http.get('/v1/wa/balance')).status === 429,
    );
    expect((await get('v1', file)).status).toBe(200);
  });
});

/** A client that reads only when the test says so. */
class SlowClient {
  static readonly all = new Set<Socket>();
  receivedBytes = 0;

  private constructor(readonly socket: Socket) {
    SlowClient.all.add(socket);
    socket.on('data', (chunk) => (this.receivedBytes += chunk.length));
    socket.on('error', () => undefined);
  }

  static async ask(url: string, key: string, target: string): Promise<SlowClient> {
    const { hostname, port } = new URL(url);
    const client = new SlowClient(connect({ host: hostname, port: Number(port) }));
    const lines = [`GET ${target} HTTP/1.1`, `Host: ${hostname}`, `Authorization: Bearer ${key}`, 'Connection: close'];
    client.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await waitFor('the first bytes', () => client.receivedBytes > 0);
    client.socket.pause();
    return client;
  }

  async readToEnd(): Promise<void> {
    const ended = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.resume();
    await ended;
  }
}

const residentBytes = (): number => residentBytesOf(bed.bed.switchboard.pid);
/** All that the program has read so far. */
function readBytes(): number {
  const text = readFileSync(`/proc/${bed.bed.switchboard.pid}/io`, 'utf8');
  return Number(/^rchar:\s+(\d+)/m.exec(text)![1]);
}

/** Waits until the program has read all that it will read for a client that does not read. */
async function whenNothingFlows(): Promise<void> {
  let [last, since] = [readBytes(), performance.now()];
  await waitFor('the flow to stop', () => {
    const now = readBytes();
    // Timers of the program read a little now and then.
    if (now - last > MIB / 4) [last, since] = [now, performance.now()];
    return performance.now() - since > 500;
  });
}

describe('A client that reads slowly', () => {
  const SIZE_BYTES = 95 * MIB;
  /** Linux may hold 36 MiB in the sockets of both sides, which is not the program's memory; besides, it reads from its database. */
  const AHEAD_MAX_BYTES = 60 * MIB;
  const GROWTH_MAX_BYTES = 40 * MIB;

  it.each(['the vault', 'Meta'])('makes the program neither grow nor read ahead, from %s', async (source) => {
    const file = await upload(tenant, { sizeBytes: SIZE_BYTES });
    if (source === 'Meta') loseObjects(tenant);
    const before = { resident: residentBytes(), read: readBytes() };
    const client = await SlowClient.ask(bed.url, tenant.key.key, urlOf('v2', file));
    await whenNothingFlows();
    expect(readBytes() - before.read).toBeLessThan(AHEAD_MAX_BYTES);
    expect(residentBytes() - before.resident).toBeLessThan(GROWTH_MAX_BYTES);
    await client.readToEnd();
    expect(client.receivedBytes).toBeGreaterThanOrEqual(SIZE_BYTES);
    expect(residentBytes() - before.resident).toBeLessThan(GROWTH_MAX_BYTES);
  });
});

describe('A client that leaves half way', () => {
  it.each(['the vault', 'Meta'])('leaves nothing behind, of a file from %s', async (source) => {
    const file = await upload(tenant, { sizeBytes: 20 * MIB });
    if (source === 'Meta') loseObjects(tenant);
    const objects = objectsOf(tenant);
    const client = await SlowClient.ask(bed.url, tenant.key.key, urlOf('v1', file));
    client.socket.destroy();
    await waitFor('nothing to be left', () => unfinished().length === 0 && openObjects() === 0);
    expect(objectsOf(tenant)).toEqual(objects);
    expect((await get('v1', file)).bytes.equals(file.bytes)).toBe(true);
    expect(await bed.bed.operator.http.get('/readyz')).toMatchObject({ status: 200 });
    expect(bed.bed.switchboard.output).not.toMatch(/unhandled|SYS_001/i);
  });

  /** Files of media that the program has open. */
  function openObjects(): number {
    return bed['openFiles']();
  }
});

describe('A damaged file of the vault', () => {
  it('is not taken for a whole one: Meta is asked, and the vault has it again', async () => {
    const file = await upload(tenant);
    const [object] = objectsOf(tenant).filter((name) => readObject(name).equals(file.bytes));
    truncateSync(path.join(bed['dataDir'], 'media', object!), 1_000);
    for (const range of ['bytes=0-', 'bytes=39000-']) {
      const answer = await get('v2', file, { headers: { range } });
      expect(answer.bytes.equals(answer.status === 206 ? file.bytes.subarray(39_000) : file.bytes)).toBe(true);
    }
    expect(await atMeta(file.mediaId)).toMatchObject({ downloads: 1 });
    expect(objectsOf(tenant)).not.toContain(object);
  });

  function readObject(name: string): Buffer {
    return readFileSync(path.join(bed['dataDir'], 'media', name));
  }
});
