import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../test/eventually';
import { FORM_END, FORM_HEAD, beginUpload } from '../test/raw-upload';
import { NUMBER, startSession } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';

interface Uploads {
  readonly items: readonly {
    readonly state: string;
    readonly receivedBytes: number;
    readonly httpStatus: number | null;
    readonly mediaId: string | null;
  }[];
  readonly counts: object;
}

const MIB = 1024 * 1024;
const NONE = { begun: 0, underWay: 0, completed: 0, refused: 0, brokenOff: 0 };

let folder: string;
let session: SimulatorSession;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'media-uploads-'));
  session = await startSession({}, { temporaryFolder: folder });
});
afterEach(async () => {
  await session.close();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

const uploads = async (): Promise<Uploads> => (await session.control('GET', 'uploads')).json as never;
const ended = (): Promise<Uploads> =>
  eventually(uploads, ({ items: [newest] }) => newest !== undefined && newest.state !== 'under-way');
const filesOnDisk = (): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

async function upload(bytes: Uint8Array, filename: string, order: 'file first' | 'file last'): Promise<string> {
  const form = new FormData();
  const file = (): void => form.append('file', new Blob([new Uint8Array(bytes)]), filename);
  if (order === 'file first') file();
  form.append('messaging_product', 'whatsapp');
  form.append('type', 'application/pdf');
  if (order === 'file last') file();
  const url = `${session.simulator.baseUrl}/v25.0/${NUMBER}/media`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer EAA' }, body: form });
  return ((await answer.json()) as { id: string }).id;
}

it.each(['file first', 'file last'] as const)('lists what was uploaded, byte for byte: %s', async (order) => {
  const bytes = Buffer.alloc(3 * MIB, 'switchboard');
  const id = await upload(bytes, 'Fatura 🧾.pdf', order);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { json } = await session.control('GET', `media?sha256=${sha256}&phoneNumberId=${NUMBER}&origin=upload`);
  expect(json).toEqual({
    items: [
      {
        id,
        phoneNumberId: NUMBER,
        origin: 'upload',
        mimeType: 'application/pdf',
        filename: 'Fatura 🧾.pdf',
        sha256,
        sizeBytes: bytes.length,
        metadataReads: 0,
        downloads: 0,
        storedAt: expect.any(String),
        expiresAt: expect.any(String),
      },
    ],
    counts: { files: 1, bytes: bytes.length },
  });
  expect(await uploads()).toMatchObject({
    items: [{ phoneNumberId: NUMBER, token: 'EAA', state: 'completed', httpStatus: 200, mediaId: id }],
    counts: { ...NONE, begun: 1, completed: 1 },
  });
  await session.graph('DELETE', id);
  expect((await session.control('GET', 'media')).json).toEqual({ items: [], counts: { files: 0, bytes: 0 } });
  expect(filesOnDisk()).toBe(0);
});

it('counts how often metadata and bytes are asked for', async () => {
  const id = await upload(Buffer.from('x'), 'a.pdf', 'file last');
  const url = String((await session.graph('GET', id)).json.url);
  for (let count = 0; count < 2; count += 1) {
    await (await fetch(url, { headers: { authorization: 'Bearer EAA' } })).arrayBuffer();
  }
  const { json } = await session.control('GET', `media?id=${id}`);
  expect(json.items).toMatchObject([{ metadataReads: 1, downloads: 2 }]);
});

it('shows an upload while it is under way, and forgets it when its caller goes away', async () => {
  const { request, ended: end } = beginUpload(session.simulator.baseUrl);
  request.write(FORM_HEAD);
  request.write(Buffer.alloc(2 * MIB));
  const underWay = await eventually(uploads, ({ items }) => (items[0]?.receivedBytes ?? 0) > 2 * MIB);
  expect(underWay).toMatchObject({
    items: [{ state: 'under-way', httpStatus: null, mediaId: null }],
    counts: { ...NONE, begun: 1, underWay: 1 },
  });
  await eventually(
    async () => filesOnDisk(),
    (files) => files === 1,
  );
  request.destroy();
  await end;
  expect((await ended()).counts).toEqual({ ...NONE, begun: 1, brokenOff: 1 });
  expect(filesOnDisk()).toBe(0);
  expect((await session.control('GET', 'state')).json).toMatchObject({
    media: { files: 0, bytes: 0 },
    uploads: { brokenOff: 1 },
  });
});

it.each([
  ['in its file', FORM_HEAD + 'half of a', 'broken-off'],
  ['in a part’s head', FORM_HEAD.slice(0, -20), 'broken-off'],
  ['behind its file, without the closing boundary', `${FORM_HEAD}bytes${FORM_END.slice(0, -4)}\r\n`, 'broken-off'],
  ['before its first part', '', 'broken-off'],
  ['with a head that is none', `${FORM_HEAD}x${FORM_END.slice(0, -4)}\r\n\0: x\r\n\r\n`, 'refused'],
])('keeps nothing of a form that ends %s', async (_where, body, state) => {
  const { request, ended: end } = beginUpload(session.simulator.baseUrl);
  request.end(body);
  expect(await end).toMatchObject({ status: 400, text: expect.stringContaining('"code":100') });
  expect((await ended()).items).toMatchObject([{ state, httpStatus: 400, mediaId: null }]);
  expect(filesOnDisk()).toBe(0);
});

it('keeps nothing of a whole form whose caller goes away before the end of the body', async () => {
  const { request, ended: end } = beginUpload(session.simulator.baseUrl);
  const form = `${FORM_HEAD}bytes${FORM_END}`;
  request.write(form);
  await eventually(uploads, ({ items }) => items[0]?.receivedBytes === form.length);
  request.destroy();
  await end;
  expect((await ended()).counts).toEqual({ ...NONE, begun: 1, brokenOff: 1 });
  expect(filesOnDisk()).toBe(0);
});

it.each([
  ['a second file', `${FORM_HEAD}one${FORM_END.slice(0, -4)}\r\n${FORM_HEAD}two${FORM_END}`],
  ['a file under another name', `${FORM_HEAD.replace('name="file"', 'name="picture"')}bytes${FORM_END}`],
  ['no product', `${FORM_HEAD.replace('messaging_product', 'product')}bytes${FORM_END}`],
  ['a type that is none', `${FORM_HEAD.replace('messaging_product', 'type')}bytes${FORM_END}`],
])('refuses %s and keeps nothing of it', async (_what, body) => {
  const { request, ended: end } = beginUpload(session.simulator.baseUrl);
  request.end(body);
  expect(await end).toMatchObject({ status: 400 });
  expect((await ended()).counts).toEqual({ ...NONE, begun: 1, refused: 1 });
  expect(filesOnDisk()).toBe(0);
});

it('takes 100 MiB and refuses one byte more', async () => {
  for (const [sizeBytes, status] of [
    [100 * MIB, 200],
    [100 * MIB + 1, 400],
  ] as const) {
    const { request, ended: end } = beginUpload(session.simulator.baseUrl);
    request.write(FORM_HEAD);
    request.write(Buffer.alloc(sizeBytes));
    request.end(FORM_END);
    expect(await end).toMatchObject({ status });
  }
  expect((await session.control('GET', 'media')).json.counts).toEqual({ files: 1, bytes: 100 * MIB });
  expect(filesOnDisk()).toBe(1);
});

it('refuses a bad token without reading the upload', async () => {
  await session.control('POST', 'tokens', { token: 'old', state: 'expired' });
  const { request, ended: end } = beginUpload(session.simulator.baseUrl, 'old');
  expect(await end).toMatchObject({ status: 401, text: expect.stringContaining('190') });
  expect((await uploads()).items).toMatchObject([{ state: 'refused', receivedBytes: 0 }]);
  request.destroy();
});

it('forgets media that is told to have expired', async () => {
  const id = await upload(Buffer.from('x'), 'a.pdf', 'file last');
  expect((await session.control('DELETE', `media/${id}`)).json).toEqual({ removed: 1 });
  expect((await session.control('DELETE', `media/${id}`)).json).toEqual({ removed: 0 });
  expect(await session.graph('GET', id)).toMatchObject({ status: 400, json: { error: { error_subcode: 33 } } });
  expect(filesOnDisk()).toBe(0);
});

it('forgets files and uploads with a reset', async () => {
  await upload(Buffer.from('x'), 'a.pdf', 'file last');
  await session.control('POST', 'reset');
  expect(await uploads()).toEqual({ items: [], counts: NONE });
  expect((await session.control('GET', 'media')).json.items).toEqual([]);
  expect(filesOnDisk()).toBe(0);
});
