import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { startFileServer } from '../test/file-server';
import type { FileServer } from '../test/file-server';

import { GraphClient } from './graph-client';
import type { GraphClientOptions, OpenUploadRequest } from './graph-requests';
import type { GraphMediaUpload } from './media-upload';

const KIB = 1024;
const MIB = 1024 * KIB;
const UPLOAD: OpenUploadRequest = {
  phoneNumberId: '106540352242922',
  accessToken: 'EAA-token',
  mimeType: 'image/jpeg',
  filename: 'cat.jpg',
};
const MESSAGE = { phoneNumberId: '1', accessToken: 'EAA-token', body: '{"to":"1"}', marketingLite: false };

/** A form as it arrived. */
interface ArrivedForm {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

let server: FileServer;
let clients: GraphClient[];
let forms: ArrivedForm[];

beforeEach(async () => {
  clients = [];
  forms = [];
  server = await startFileServer(takeForm);
});

afterEach(async () => {
  await server.close();
  await Promise.all(clients.map((client) => client.close()));
});

function clientFor(options: Partial<GraphClientOptions> = {}): GraphClient {
  const client = new GraphClient({ baseUrl: server.origin, version: 'v25.0', timeoutMs: 5_000, ...options });
  clients.push(client);
  return client;
}

function takeForm(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    forms.push({ request, body: Buffer.concat(chunks) });
    response.setHeader('content-type', 'application/json').end('{"id":"4490709327384033"}');
  });
}

/** Reads what comes until the connection ends, and answers with whether the request was complete, and its bytes. */
function whenEnded(): Promise<{ isComplete: boolean; body: Buffer }> {
  return new Promise((resolve) => {
    server.handle = (request) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
      request.on('close', () => resolve({ isComplete: request.complete, body: Buffer.concat(chunks) }));
    };
  });
}

/** The next request, when its headers have arrived. It is neither read nor answered. */
function whenBegun(): Promise<[IncomingMessage, ServerResponse]> {
  return new Promise((resolve) => {
    server.handle = (request, response) => resolve([request, response]);
  });
}

async function writeAll(upload: GraphMediaUpload, bytes: Uint8Array, chunkBytes = 64 * KIB): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) await upload.write(bytes.subarray(at, at + chunkBytes));
}

/** Writes new chunks until the upload is decided; the bytes that it took. */
async function writeUntilDecided(upload: GraphMediaUpload, maxBytes = Infinity): Promise<number> {
  let sizeBytes = 0;
  while (upload.outcome === null && sizeBytes < maxBytes) {
    await upload.write(Buffer.alloc(64 * KIB, 1));
    sizeBytes += 64 * KIB;
  }
  return sizeBytes;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The form as RFC 7578 has it, taken apart by hand. */
function takeApart({ request, body }: ArrivedForm): { head: string; file: Buffer; tail: string } {
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  const fileAt = body.indexOf('\r\n\r\n', body.indexOf('name="file"')) + 4;
  const tailAt = body.lastIndexOf(`\r\n--${boundary}`);
  return {
    head: body.subarray(0, fileAt).toString('utf8').replaceAll(boundary, 'BOUNDARY'),
    file: body.subarray(fileAt, tailAt),
    tail: body.subarray(tailAt).toString('utf8').replaceAll(boundary, 'BOUNDARY'),
  };
}

describe('an upload that is written piece by piece', () => {
  it.each([
    ['with its length', 5 * MIB + 7],
    ['without a known length', undefined],
  ])('arrives as the form that Meta documents, byte for byte, %s', async (_title, sizeBytes) => {
    const bytes = randomBytes(5 * MIB + 7);
    const upload = clientFor().openUpload({ ...UPLOAD, sizeBytes });
    await writeAll(upload, bytes, 100_003);
    expect(await upload.finish()).toMatchObject({ kind: 'accepted', json: { id: '4490709327384033' } });
    expect(upload).toMatchObject({ failed: false, outcome: { kind: 'accepted' } });
    const [form] = forms;
    const { head, file, tail } = takeApart(form!);
    expect(head).toBe(
      '--BOUNDARY\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n' +
        '--BOUNDARY\r\nContent-Disposition: form-data; name="type"\r\n\r\nimage/jpeg\r\n' +
        '--BOUNDARY\r\nContent-Disposition: form-data; name="file"; filename="cat.jpg"\r\n' +
        'Content-Type: image/jpeg\r\n\r\n',
    );
    expect(sha256(file)).toBe(sha256(bytes));
    expect(tail).toBe('\r\n--BOUNDARY--\r\n');
    const { method, url, headers } = form!.request;
    expect({ method, url }).toEqual({ method: 'POST', url: '/v25.0/106540352242922/media' });
    expect(headers.authorization).toBe('Bearer EAA-token');
    expect(headers['content-length']).toBe(sizeBytes === undefined ? undefined : String(form!.body.length));
    expect(headers['transfer-encoding']).toBe(sizeBytes === undefined ? 'chunked' : undefined);
  });

  it('may come in chunks of any size, empty ones too', async () => {
    const upload = clientFor().openUpload({ ...UPLOAD, sizeBytes: 2 * MIB + 1 });
    await upload.write(Buffer.alloc(0));
    await upload.write(Buffer.alloc(1, 'a'));
    await upload.write(Buffer.alloc(2 * MIB, 'b'));
    expect((await upload.finish()).kind).toBe('accepted');
    const { file } = takeApart(forms[0]!);
    expect(sha256(file)).toBe(sha256(Buffer.from(`a${'b'.repeat(2 * MIB)}`)));
  });

  it('may have no byte at all: what Meta makes of that is Meta’s to say', async () => {
    expect(
      (
        await clientFor()
          .openUpload({ ...UPLOAD, sizeBytes: 0 })
          .finish()
      ).kind,
    ).toBe('accepted');
    expect(takeApart(forms[0]!).file).toHaveLength(0);
  });

  it('is the same form as that of a file in memory', async () => {
    const client = clientFor();
    const bytes = randomBytes(KIB);
    await client.uploadMedia({ ...UPLOAD, bytes });
    const upload = client.openUpload({ ...UPLOAD, sizeBytes: KIB });
    await upload.write(bytes);
    await upload.finish();
    expect(takeApart(forms[1]!)).toEqual(takeApart(forms[0]!));
  });

  it.each([
    ['quotes', 'a"b.jpg', 'a%22b.jpg'],
    ['line breaks', 'a\r\nX-Injected: yes\r\n\r\n.jpg', 'a%0D%0AX-Injected: yes%0D%0A%0D%0A.jpg'],
    ['a zero byte', '../../etc/passwd\u0000.jpg', '../../etc/passwd%00.jpg'],
    ['any script', 'çiçek 👍 画像.jpg', 'çiçek 👍 画像.jpg'],
    ['10,000 characters', `${'x'.repeat(10_000)}.jpg`, `${'x'.repeat(10_000)}.jpg`],
  ])('may have a name with %s, which cannot end its header', async (_title, filename, quoted) => {
    const upload = clientFor().openUpload({ ...UPLOAD, filename });
    await upload.write(Buffer.from('x'));
    await upload.finish();
    const { head } = takeApart(forms[0]!);
    expect(head).toContain(`; name="file"; filename="${quoted}"\r\nContent-Type: image/jpeg\r\n\r\n`);
    expect(head.split('\r\n').some((line) => line.startsWith('X-Injected'))).toBe(false);
  });

  it('has no header that its type could add', async () => {
    const upload = clientFor().openUpload({ ...UPLOAD, mimeType: 'image/jpeg\r\nX-Injected: yes' });
    await upload.finish();
    expect(takeApart(forms[0]!).head).toContain('\r\nContent-Type: image/jpegX-Injected: yes\r\n\r\n');
  });

  it('leaves its connection for the next one', async () => {
    const client = clientFor();
    for (let count = 0; count < 3; count += 1) {
      const upload = client.openUpload({ ...UPLOAD, sizeBytes: MIB });
      await writeAll(upload, Buffer.alloc(MIB));
      expect((await upload.finish()).kind).toBe('accepted');
      // The pool counts a connection as free one turn after its answer.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.connections).toBe(1);
  });

  it('takes no connection from messages', async () => {
    const client = clientFor({ connections: 1 });
    const begun = whenBegun();
    const upload = client.openUpload(UPLOAD);
    await begun;
    server.handle = (_request, response) => response.end('{"messages":[{"id":"wamid.X"}]}');
    expect((await client.sendMessage(MESSAGE)).kind).toBe('accepted');
    upload.abort();
  });
});

describe('a file that Meta’s server does not take', () => {
  it('waits with its writer, in constant memory, and is given up when nothing moves', async () => {
    const begun = whenBegun();
    const upload = clientFor({ media: { stallMs: 400 } }).openUpload({ ...UPLOAD, sizeBytes: 50 * MIB });
    const beforeBytes = process.memoryUsage().arrayBuffers;
    let peakBytes = 0;
    let takenBytes = 0;
    while (upload.outcome === null && takenBytes < 50 * MIB) {
      await upload.write(Buffer.alloc(64 * KIB, 1));
      takenBytes += 64 * KIB;
      peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers - beforeBytes);
    }
    expect(await upload.finish()).toMatchObject({ kind: 'unknown' });
    expect(upload.failed).toBe(true);
    expect(takenBytes).toBeLessThan(40 * MIB);
    expect(peakBytes).toBeLessThan(24 * MIB);
    const [request] = await begun;
    expect(request.complete).toBe(false);
  });

  it('is given up when the whole file came and no answer does', async () => {
    server.handle = (request) => request.resume();
    const upload = clientFor({ timeoutMs: 200 }).openUpload(UPLOAD);
    await upload.write(Buffer.alloc(KIB));
    expect(await upload.finish()).toMatchObject({
      kind: 'unknown',
      cause: { message: 'no complete answer within 200 ms' },
    });
  });

  it('is told apart when it was never begun: no connection came about', async () => {
    const { origin } = server;
    await server.close();
    const upload = clientFor({ baseUrl: origin }).openUpload(UPLOAD);
    await upload.write(Buffer.alloc(KIB));
    expect(upload.failed).toBe(true);
    expect(await upload.finish()).toMatchObject({ kind: 'unreachable', reason: 'connect' });
  });

  it('is told apart when it was never begun: no connection was free', async () => {
    const begun = whenBegun();
    const client = clientFor({ timeoutMs: 100, media: { connections: 1, waitingMax: 1 } });
    const first = client.openUpload(UPLOAD);
    const second = client.openUpload(UPLOAD);
    const third = client.openUpload(UPLOAD);
    expect(third.outcome).toMatchObject({ kind: 'unreachable', reason: 'no-free-connection' });
    await begun;
    await second.write(Buffer.alloc(KIB));
    expect(await second.finish()).toMatchObject({ kind: 'unreachable', reason: 'no-free-connection' });
    expect(first.outcome).toBeNull();
    first.abort();
  });
});

describe('an upload that is aborted', () => {
  it.each([
    ['with its length', 2 * MIB],
    ['without a known length', undefined],
  ])('never becomes a complete form at Meta, %s', async (_title, sizeBytes) => {
    const ended = whenEnded();
    const client = clientFor({ breaker: { consecutiveFailures: 1 } });
    const upload = client.openUpload({ ...UPLOAD, sizeBytes });
    await writeAll(upload, Buffer.alloc(MIB));
    upload.abort();
    upload.abort();
    expect(upload).toMatchObject({ failed: true, outcome: { kind: 'refused', fromMeta: false } });
    await upload.write(Buffer.alloc(MIB));
    expect(await upload.finish()).toMatchObject({ kind: 'refused', fromMeta: false });
    const { isComplete, body } = await ended;
    expect(isComplete).toBe(false);
    expect(body.includes('name="file"')).toBe(true);
    expect(body.subarray(-200).includes('--\r\n')).toBe(false);
    expect(client.circuitState).toBe('closed');
  });

  it('while a chunk waits lets its writer go on', async () => {
    const begun = whenBegun();
    const upload = clientFor().openUpload(UPLOAD);
    const writing = writeUntilDecided(upload);
    const [request] = await begun;
    const closed = new Promise((resolve) => request.on('error', () => undefined).once('close', resolve));
    upload.abort();
    await writing;
    request.resume();
    await closed;
    expect(request.complete).toBe(false);
  });

  it('before it has a connection is never begun', async () => {
    const client = clientFor();
    const upload = client.openUpload(UPLOAD);
    upload.abort();
    server.handle = takeForm;
    const next = client.openUpload(UPLOAD);
    expect((await next.finish()).kind).toBe('accepted');
    expect(server.requests).toBe(1);
  });

  it('after it was finished may have arrived: the outcome is unknown', async () => {
    const begun = whenBegun();
    const upload = clientFor().openUpload(UPLOAD);
    const finished = upload.finish();
    await begun;
    upload.abort();
    expect(await finished).toMatchObject({ kind: 'unknown' });
  });

  it('after its answer stays what it is', async () => {
    const upload = clientFor().openUpload(UPLOAD);
    await upload.finish();
    upload.abort();
    expect(upload).toMatchObject({ failed: false, outcome: { kind: 'accepted' } });
  });

  it('by nobody, and not written either, ends by itself and counts against no one', async () => {
    const ended = whenEnded();
    const client = clientFor({ breaker: { consecutiveFailures: 1 }, media: { silenceMs: 150 } });
    const upload = client.openUpload(UPLOAD);
    await upload.write(Buffer.alloc(KIB));
    expect((await ended).isComplete).toBe(false);
    expect(upload.outcome).toMatchObject({ kind: 'refused', fromMeta: false });
    expect(client.circuitState).toBe('closed');
  });

  it('by the end of the program leaves nothing complete either', async () => {
    const ended = whenEnded();
    const client = clientFor();
    const upload = client.openUpload(UPLOAD);
    await upload.write(Buffer.alloc(KIB));
    await client.close();
    expect((await ended).isComplete).toBe(false);
    expect(upload.failed).toBe(true);
  });
});

describe('a promised size', () => {
  it.each([
    ['longer', MIB + 1],
    ['shorter', MIB - 1],
  ])('that the file is %s than breaks the upload off', async (_title, writtenBytes) => {
    const ended = whenEnded();
    const client = clientFor({ breaker: { consecutiveFailures: 1 } });
    const upload = client.openUpload({ ...UPLOAD, sizeBytes: MIB });
    await writeAll(upload, Buffer.alloc(writtenBytes));
    expect(await upload.finish()).toMatchObject({ kind: 'refused', fromMeta: false, retryClass: 'never' });
    expect((await ended).isComplete).toBe(false);
    expect(client.circuitState).toBe('closed');
  });
});

describe('an answer that comes while the file is being written', () => {
  const refuse = (response: ServerResponse, headers: Record<string, string> = {}): void => {
    response.writeHead(401, { 'content-type': 'application/json', ...headers });
    response.end('{"error":{"message":"Bad token","type":"OAuthException","code":190}}');
  };

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['without reading', (_request, response) => refuse(response)],
    ['while reading', (request, response) => request.once('data', () => refuse(response)).resume()],
    [
      'and closes its side',
      (request, response) => request.once('data', () => refuse(response, { connection: 'close' })).resume(),
    ],
  ])('and refuses is the outcome, and the writer need not go on: it is refused %s', async (_title, handle) => {
    server.handle = handle;
    const upload = clientFor().openUpload({ ...UPLOAD, sizeBytes: 50 * MIB });
    const writtenBytes = await writeUntilDecided(upload, 50 * MIB);
    expect(writtenBytes).toBeLessThan(50 * MIB);
    expect(upload.failed).toBe(true);
    await upload.write(Buffer.alloc(KIB));
    expect(await upload.finish()).toMatchObject({ kind: 'refused', fromMeta: true, error: { code: 190 } });
  });

  it('and accepts is not believed: the file was not complete', async () => {
    server.handle = (_request, response) => response.end('{"id":"1"}');
    const upload = clientFor().openUpload(UPLOAD);
    await writeUntilDecided(upload);
    expect(await upload.finish()).toMatchObject({ kind: 'unknown' });
  });
});

describe('an outcome that cannot be known', () => {
  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['the connection breaks', (request) => request.once('data', () => request.socket.resetAndDestroy())],
    ['the answer names no media', (request, response) => request.on('end', () => response.end('{"id":""}')).resume()],
    ['a proxy says 502', (request, response) => request.on('end', () => response.writeHead(502).end()).resume()],
  ])('is said so, counts as a failure of the host, and the file is not sent again: %s', async (_title, handle) => {
    server.handle = handle;
    const client = clientFor({ breaker: { consecutiveFailures: 1 } });
    const upload = client.openUpload(UPLOAD);
    await writeUntilDecided(upload, MIB);
    expect(await upload.finish()).toMatchObject({ kind: 'unknown' });
    expect(server.requests).toBe(1);
    // A success that is unusable is unknown as well, as it is for messages.
    expect(client.circuitState).toBe('open');
  });
});

describe('an upload that cannot begin', () => {
  it('because the circuit is open says so at once, and the host is left alone', async () => {
    server.handle = (request) => request.socket.resetAndDestroy();
    const client = clientFor({ breaker: { consecutiveFailures: 1 } });
    await client.sendMessage(MESSAGE);
    const upload = client.openUpload(UPLOAD);
    expect(upload.failed).toBe(true);
    await upload.write(Buffer.alloc(KIB));
    expect(await upload.finish()).toMatchObject({ kind: 'unreachable', reason: 'circuit-open' });
    upload.abort();
    expect(server.requests).toBe(1);
  });

  it('because no header can carry its token says so at once', async () => {
    const upload = clientFor().openUpload({ ...UPLOAD, accessToken: 'bad\r\ntoken' });
    expect(upload.failed).toBe(true);
    expect(await upload.finish()).toMatchObject({ kind: 'refused', error: { code: 190 } });
    expect(server.requests).toBe(0);
  });
});

describe('a writer that does not wait', () => {
  it('is told, instead of its chunks being kept', async () => {
    const begun = whenBegun();
    const upload = clientFor().openUpload(UPLOAD);
    const first = upload.write(Buffer.alloc(50 * MIB));
    await expect(upload.write(Buffer.alloc(KIB))).rejects.toThrow('while the upload is writing');
    await expect(upload.finish()).rejects.toThrow('while a chunk is being written');
    await begun;
    upload.abort();
    await first;
  });

  it('is told when it goes on after the end', async () => {
    const begun = whenBegun();
    const upload = clientFor().openUpload(UPLOAD);
    const finished = upload.finish();
    await expect(upload.write(Buffer.alloc(KIB))).rejects.toThrow('while the upload is finishing');
    const [request, response] = await begun;
    takeForm(request, response);
    expect((await finished).kind).toBe('accepted');
  });
});
