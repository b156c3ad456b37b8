import { createHash } from 'node:crypto';

import { eventually } from '../test/eventually';
import { FORM_END, FORM_HEAD, beginUpload } from '../test/raw-upload';
import { NUMBER, startSession } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';

const BYTES = Buffer.alloc(300_000, 'switchboard');
const BEARER = { headers: { authorization: 'Bearer EAA' } };

let session: SimulatorSession;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.close());

const fault = async (body: object): Promise<void> => {
  expect(await session.control('POST', 'faults', body)).toMatchObject({ status: 200 });
};
const uploads = async (): Promise<{
  items: { receivedBytes: number }[];
  counts: { begun: number; underWay: number; brokenOff: number };
}> => (await session.control('GET', 'uploads')).json as never;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('of an upload', () => {
  function upload(): ReturnType<typeof beginUpload> {
    const raw = beginUpload(session.simulator.baseUrl);
    raw.request.write(FORM_HEAD);
    raw.request.write(BYTES);
    raw.request.end(FORM_END);
    return raw;
  }

  it('answers an error of Meta when the whole body has arrived', async () => {
    await fault({ kind: 'error', code: 131053, match: { operation: 'media-upload' }, times: 1 });
    expect(await upload().ended).toMatchObject({ status: 400, text: expect.stringContaining('131053') });
    expect(await uploads()).toMatchObject({
      items: [{ state: 'refused', httpStatus: 400, receivedBytes: expect.any(Number) }],
      counts: { begun: 1, refused: 1, completed: 0 },
    });
    expect((await uploads()).items[0]?.receivedBytes).toBeGreaterThanOrEqual(BYTES.length);
    expect(await upload().ended).toMatchObject({ status: 200 });
  });

  it.each([
    ['error', 401, { code: 190 }],
    ['http', 503, { httpStatus: 503 }],
  ])('refuses with %s before any byte of the body is read', async (kind, status, rest) => {
    await fault({ kind, ...rest, match: { operation: 'media-upload' }, afterBytes: 0 });
    const { request, ended } = beginUpload(session.simulator.baseUrl);
    expect(await ended).toMatchObject({ status });
    expect((await uploads()).items).toMatchObject([{ state: 'refused', receivedBytes: 0, httpStatus: status }]);
    request.destroy();
  });

  it('refuses in the middle of the body', async () => {
    await fault({ kind: 'error', code: 131000, match: { operation: 'media-upload' }, afterBytes: 1_000 });
    const { request, ended } = beginUpload(session.simulator.baseUrl);
    request.write(BYTES);
    expect(await ended).toMatchObject({ status: 500 });
    request.destroy();
  });

  it.each(['reset-before', 'cut-off'])('loses the connection in the middle of the body: %s', async (kind) => {
    await fault({ kind, match: { operation: 'media-upload' }, afterBytes: 100_000 });
    const { request, ended } = beginUpload(session.simulator.baseUrl);
    request.write(BYTES);
    expect(await ended).toHaveProperty('error');
    expect((await uploads()).items).toMatchObject([{ state: 'refused', httpStatus: 0, mediaId: null }]);
  });

  it.each([
    ['accept-then-timeout', 1],
    ['timeout', 0],
  ])('never answers after %s', async (kind, files) => {
    await fault({ kind, match: { operation: 'media-upload' } });
    const { request, ended } = upload();
    await eventually(uploads, ({ counts: { begun, underWay } }) => begun === 1 && underWay === 0);
    expect((await session.control('GET', 'media')).json.counts).toMatchObject({ files });
    request.destroy();
    expect(await ended).toHaveProperty('error');
  });

  it('reads the body slowly', async () => {
    await fault({ kind: 'slow-body', bytesPerSecond: 1_000_000 });
    const startedMs = performance.now();
    expect(await upload().ended).toMatchObject({ status: 200 });
    expect(performance.now() - startedMs).toBeGreaterThan(200);
    const { json } = await session.control('GET', 'media');
    expect(json.items).toMatchObject([{ sha256: sha256(BYTES) }]);
  });

  it('notices, once it has read what had come, that the caller has gone', async () => {
    await fault({ kind: 'slow-body', bytesPerSecond: 1_000_000 });
    const { request, ended } = beginUpload(session.simulator.baseUrl);
    request.write(FORM_HEAD);
    request.write(BYTES);
    await eventually(uploads, ({ items }) => (items[0]?.receivedBytes ?? 0) > 0);
    request.destroy();
    await ended;
    await eventually(uploads, ({ counts }) => counts.brokenOff === 1);
    expect((await session.control('GET', 'media')).json.items).toEqual([]);
  });
});

describe('of a file that a user sent', () => {
  let id: string;

  beforeEach(async () => {
    const document = { dataBase64: BYTES.toString('base64') };
    const message = { from: '16505551234', phoneNumberId: NUMBER, type: 'document', document };
    id = String((await session.control('POST', 'phone/messages', message)).json.mediaId);
  });

  const metadata = async (): Promise<{ url: string; file_size: number; sha256: string }> =>
    (await session.graph('GET', id)).json as never;
  const download = async (): Promise<Buffer> => {
    const answer = await fetch((await metadata()).url, BEARER);
    expect(answer.headers.get('content-length')).toBe(String(BYTES.length));
    return Buffer.from(await answer.arrayBuffer());
  };

  it('answers metadata with a server’s error as often as told', async () => {
    await fault({ kind: 'http', httpStatus: 503, body: '{}', times: 2, match: { operation: 'media-metadata' } });
    expect([await session.graph('GET', id), await session.graph('GET', id)]).toMatchObject([
      { status: 503 },
      { status: 503 },
    ]);
    expect(sha256(await download())).toBe(sha256(BYTES));
  });

  it('strikes this media and this number only', async () => {
    await fault({ kind: 'http', httpStatus: 503, match: { mediaId: '1' } });
    await fault({ kind: 'http', httpStatus: 502, match: { phoneNumberId: '1' } });
    await fault({ kind: 'http', httpStatus: 504, body: '{}', match: { mediaId: id, phoneNumberId: NUMBER } });
    expect(await session.graph('GET', id)).toMatchObject({ status: 504 });
  });

  it.each(['media-metadata', 'media-download'])('holds back %s', async (operation) => {
    await fault({ kind: 'slow', delayMs: 80, match: { operation } });
    const startedMs = performance.now();
    expect(sha256(await download())).toBe(sha256(BYTES));
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(79);
  });

  it('tells a wrong size', async () => {
    await fault({ kind: 'wrong-size', times: 1 });
    await fault({ kind: 'wrong-size', sizeBytes: 7, times: 1 });
    const sizes = [await metadata(), await metadata(), await metadata()].map(({ file_size }) => file_size);
    expect(sizes).toEqual([BYTES.length + 1, 7, BYTES.length]);
  });

  it('gives a URL that has expired, then one that works', async () => {
    await fault({ kind: 'expired-url', times: 1 });
    expect((await fetch((await metadata()).url, BEARER)).status).toBe(404);
    expect((await fetch((await metadata()).url, BEARER)).status).toBe(200);
  });

  it('gives wrong bytes of the right size, once', async () => {
    await fault({ kind: 'wrong-bytes', times: 1 });
    const wrong = await download();
    expect(wrong.length).toBe(BYTES.length);
    expect(sha256(wrong)).not.toBe((await metadata()).sha256);
    expect(sha256(await download())).toBe((await metadata()).sha256);
  });

  it.each([0, 1, 100_000, BYTES.length - 1])('cuts a download off after %d bytes', async (afterBytes) => {
    await fault({ kind: 'cut-off', afterBytes, times: 1 });
    const answer = await fetch((await metadata()).url, BEARER);
    expect(answer.status).toBe(200);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) received += (chunk as Uint8Array).length;
    })();
    await expect(reading).rejects.toThrow();
    expect(received).toBe(afterBytes);
    expect(sha256(await download())).toBe(sha256(BYTES));
  });

  it('sends the bytes slowly', async () => {
    await fault({ kind: 'slow-body', bytesPerSecond: 1_000_000, match: { operation: 'media-download' } });
    const startedMs = performance.now();
    expect(sha256(await download())).toBe(sha256(BYTES));
    expect(performance.now() - startedMs).toBeGreaterThan(200);
  });
});

it.each([
  [{ kind: 'slow-body' }, 'bytesPerSecond'],
  [{ kind: 'cut-off' }, 'afterBytes'],
  [{ kind: 'wrong-size', sizeBytes: -1 }, 'sizeBytes'],
  [{ kind: 'error', match: { operation: 'nonsense' } }, 'operation'],
])('says what a fault lacks: %j', async (body, key) => {
  expect(await session.control('POST', 'faults', body)).toMatchObject({
    status: 400,
    json: { error: expect.stringContaining(key) },
  });
});
