import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Switchboard, type UploadProgress } from '../src';
import { answer, FakeGateway, stayQuiet, type TakenRequest, v1Failure } from './fake-gateway';

const FAST = { retryBaseDelayMs: 1, retryMaxDelayMs: 2 };
let gateway: FakeGateway;
let client: Switchboard;

beforeAll(async () => {
  gateway = await FakeGateway.start();
  client = new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test', phoneNumberId: '106', ...FAST });
});
afterEach(() => gateway.reset());
afterAll(() => gateway.close());

/** The form as a server reads it. */
function formOf({ headers, body }: TakenRequest): Promise<FormData> {
  const type = headers['content-type'] ?? '';
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

async function uploaded(...upload: Parameters<Switchboard['media']['uploadMedia']>): Promise<FormData> {
  gateway.will(answer(200, { id: '5257' }));
  await expect(client.media.uploadMedia(...upload)).resolves.toEqual({ id: '5257' });
  return formOf(gateway.requests.at(-1)!);
}

describe('an upload', () => {
  const bytes = new Uint8Array(randomBytes(100_000));

  it('sends the file with its name and type, for the number, with its length', async () => {
    const form = await uploaded(new File([bytes], 'menu.pdf', { type: 'application/pdf' }));
    const file = form.get('file') as File;
    expect([file.name, file.type, form.get('messaging_product'), form.get('type')]).toEqual([
      'menu.pdf',
      'application/pdf',
      'whatsapp',
      'application/pdf',
    ]);
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
    const { method, url, headers, body } = gateway.requests[0]!;
    expect([method, url.pathname, headers['content-length']]).toEqual(['POST', '/v23.0/106/media', `${body.length}`]);
    expect(headers.authorization).toBe('Bearer pk_test');
  });

  it.each([
    ['a Blob', new Blob([bytes], { type: 'image/png' }), 'image/png'],
    ['an ArrayBuffer', bytes.buffer, 'application/octet-stream'],
    ['a Uint8Array', bytes, 'application/octet-stream'],
    ['a Buffer', Buffer.from(bytes), 'application/octet-stream'],
  ])('takes %s', async (_what, file, type) => {
    const form = await uploaded(file);
    const sent = form.get('file') as File;
    expect([sent.name, sent.type, sent.size]).toEqual(['file', type, bytes.length]);
  });

  it('says the name and the type that it is told, for another number', async () => {
    const form = await uploaded(bytes, { filename: 'Grüße "1".pdf', type: 'application/pdf', phoneNumberId: '107' });
    expect(form.get('type')).toBe('application/pdf');
    // As browsers write it, which servers know how to read.
    expect(gateway.requests[0]!.body.toString()).toContain('filename="Grüße %221%22.pdf"');
    expect(gateway.requests[0]!.url.pathname).toBe('/v23.0/107/media');
  });

  it('cannot be made to send headers or fields by a name or a type', async () => {
    const form = await uploaded(bytes, { filename: 'a"\r\nX-Evil: 1\r\n\r\n', type: 'a/b\r\nX-Evil: 2' });
    expect([...form.keys()].toSorted()).toEqual(['file', 'messaging_product', 'type']);
    expect(gateway.requests[0]!.body.toString('latin1')).not.toMatch(/^X-Evil/m);
  });

  it('needs a number', async () => {
    const bare = new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test' });
    await expect(bare.media.uploadMedia(bytes)).rejects.toMatchObject({
      code: 'MISSING_OPTION',
      params: { option: 'phoneNumberId' },
    });
    expect(gateway.requests).toEqual([]);
  });

  it('tells how far it is, up to the last byte of the file, with its length', async () => {
    const file = new Blob([new Uint8Array(randomBytes(2_000_000))]);
    const told: UploadProgress[] = [];
    const form = await uploaded(file, { onProgress: (progress) => told.push(progress) });
    expect((form.get('file') as File).size).toBe(file.size);
    expect(gateway.requests[0]!.headers).toMatchObject({ 'content-length': `${gateway.requests[0]!.body.length}` });
    expect(gateway.requests[0]!.headers).not.toHaveProperty('transfer-encoding');
    const sent = told.map(({ sentBytes }) => sentBytes);
    expect(sent).toEqual(sent.toSorted((one, other) => one - other));
    expect(sent.length).toBeGreaterThan(3);
    expect(told.at(-1)).toEqual({ sentBytes: file.size, totalBytes: file.size });
  });

  it('tells it anew for each attempt', async () => {
    gateway.will(v1Failure(503, { code: 'SYS_002' }));
    const told: number[] = [];
    await uploaded(bytes, { onProgress: ({ sentBytes }) => told.push(sentBytes) });
    expect(told.filter((sentBytes) => sentBytes === bytes.length).length).toBeGreaterThanOrEqual(2);
    expect(gateway.requests).toHaveLength(2);
  });

  it('is ended by its signal while it tells how far it is', async () => {
    const reason = new Error('Enough.');
    const controller = new AbortController();
    gateway.will(stayQuiet);
    const call = client.media.uploadMedia(bytes, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(call).rejects.toBe(reason);
  });

  it('sends a file from disk without holding it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'switchboard-sdk-'));
    try {
      const file = path.join(folder, 'large.bin');
      await writeFile(file, bytes);
      const form = await uploaded(await openAsBlob(file, { type: 'text/plain' }), { filename: 'large.bin' });
      expect(Buffer.from(await (form.get('file') as File).arrayBuffer()).equals(bytes)).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a file that is there', () => {
  it('is described, and deleted', async () => {
    const info = {
      messaging_product: 'whatsapp',
      id: '5257',
      url: 'https://x/y',
      mime_type: 'application/pdf',
      sha256: 'ab',
      file_size: 4,
    };
    gateway.will(answer(200, info), answer(200, { success: true }));
    await expect(client.media.getMediaById('5257')).resolves.toEqual(info);
    await expect(client.media.deleteMedia('5257', { phoneNumberId: '107' })).resolves.toEqual({ success: true });
    expect(gateway.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
      'GET /v23.0/5257',
      'DELETE /v23.0/5257?phone_number_id=107',
    ]);
  });

  it('is downloaded byte for byte, with its type', async () => {
    const bytes = randomBytes(300_000);
    gateway.will((response) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes));
    const blob = await client.media.downloadMedia(`${gateway.url}/media/signed?x=1`);
    expect(blob.type).toBe('image/png');
    expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
    expect(gateway.requests[0]!.headers.authorization).toBe('Bearer pk_test');
  });

  it('is downloaded by the path of a webhook', async () => {
    gateway.will((response) => response.writeHead(200).end('bytes'));
    const blob = await client.media.downloadStored('media/t/f-1.jpg');
    await expect(blob.text()).resolves.toBe('bytes');
    expect(gateway.requests[0]!.url.pathname).toBe('/media');
    expect(gateway.requests[0]!.url.searchParams.get('path')).toBe('media/t/f-1.jpg');
  });

  it('is downloaded again when the connection breaks in its midst, and never in part', async () => {
    const broken = { 'content-length': '10' };
    gateway.will(
      (response) => {
        response.writeHead(200, broken).write('12345', () => response.destroy());
      },
      (response) => response.writeHead(200, broken).end('1234567890'),
    );
    const blob = await client.media.downloadMedia(`${gateway.url}/file`);
    await expect(blob.text()).resolves.toBe('1234567890');
  });

  it('is downloaded from elsewhere without the key', async () => {
    const elsewhere = await FakeGateway.start();
    try {
      elsewhere.will((response) => response.end('bytes'));
      await client.media.downloadMedia(`${elsewhere.url}/file`);
      expect(elsewhere.requests[0]!.headers).not.toHaveProperty('authorization');
      gateway.will(answer(302, '', { location: `${elsewhere.url}/moved` }));
      elsewhere.will((response) => response.end('moved bytes'));
      const blob = await client.media.downloadMedia(`${gateway.url}/file`);
      await expect(blob.text()).resolves.toBe('moved bytes');
      expect(elsewhere.requests[1]!.headers).not.toHaveProperty('authorization');
    } finally {
      await elsewhere.close();
    }
  });

  it('that is unknown is told as not found', async () => {
    gateway.will(answer(400, { error: { message: 'Unknown', code: 100, error_subcode: 33 } }));
    await expect(client.media.getMediaById('1')).rejects.toMatchObject({ code: 'GRAPH_100', group: 'NOT_FOUND' });
  });
});
