import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import { startFileServer } from '../test/file-server';
import type { FileServer } from '../test/file-server';

import { GraphDownloadError } from './download-handler';
import { GraphClient } from './graph-client';
import type { GraphOutcome } from './graph-outcome';
import type { GraphClientOptions } from './graph-requests';
import type { DownloadMediaRequest, GraphMediaDownload } from './media-download';

const KIB = 1024;
const MIB = 1024 * KIB;

let server: FileServer;
let servers: FileServer[];
let clients: GraphClient[];

beforeEach(async () => {
  servers = [];
  clients = [];
  server = await serve((_request, response) => response.end('media'));
});

afterEach(async () => {
  await Promise.all([...servers.map((each) => each.close()), ...clients.map((client) => client.close())]);
});

async function serve(handle: FileServer['handle']): Promise<FileServer> {
  const started = await startFileServer(handle);
  servers.push(started);
  return started;
}

function clientFor(options: Partial<GraphClientOptions> = {}): GraphClient {
  const client = new GraphClient({ baseUrl: server.origin, version: 'v25.0', timeoutMs: 5_000, ...options });
  clients.push(client);
  return client;
}

function download(
  request: Partial<DownloadMediaRequest> = {},
  client = clientFor(),
): Promise<GraphOutcome<GraphMediaDownload>> {
  return client.downloadMedia({ url: `${server.origin}/media?id=1&hash=a`, accessToken: 'EAA-token', ...request });
}

async function bodyOf(outcome: GraphOutcome<GraphMediaDownload> | Promise<GraphOutcome<GraphMediaDownload>>) {
  const begun = await outcome;
  if (begun.kind !== 'accepted') throw new Error(`the download is ${begun.kind}`);
  return begun.body;
}

async function read(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The reason for which the body of a download fails. */
async function failureOf(body: Readable): Promise<GraphDownloadError['reason'] | 'none'> {
  try {
    await read(body);
    return 'none';
  } catch (error) {
    if (error instanceof GraphDownloadError) return error.reason;
    throw error;
  }
}

/** Sends new bytes without end, as fast as they are taken, and counts them. */
function sendEndlessly(response: ServerResponse, sent: { bytes: number }, maxBytes = Infinity): void {
  const send = (): void => {
    while (!response.destroyed && sent.bytes < maxBytes) {
      sent.bytes += 64 * KIB;
      if (!response.write(Buffer.alloc(64 * KIB, 7))) return;
    }
    if (sent.bytes >= maxBytes) response.end();
  };
  response.on('drain', send);
  send();
}

/** Unlike `once`, not disturbed by the error that a broken connection ends with. */
const closeOf = ({ socket }: IncomingMessage): Promise<unknown> => new Promise((done) => socket.once('close', done));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a download', () => {
  it.each([
    ['with its length', true],
    ['without a known length', false],
  ])('brings every byte, %s', async (_title, isLengthKnown) => {
    const bytes = randomBytes(5 * MIB + 3);
    const arrived: IncomingMessage[] = [];
    server.handle = (request, response) => {
      arrived.push(request);
      response.writeHead(200, {
        'content-type': 'image/jpeg',
        ...(isLengthKnown ? { 'content-length': bytes.length } : {}),
      });
      response.end(bytes);
    };
    const outcome = await download();
    expect(outcome).toMatchObject({
      kind: 'accepted',
      status: 200,
      contentType: 'image/jpeg',
      contentLength: isLengthKnown ? bytes.length : null,
    });
    expect(sha256(await read(await bodyOf(outcome)))).toBe(sha256(bytes));
    expect(arrived[0]).toMatchObject({ method: 'GET', url: '/media?id=1&hash=a' });
    expect(arrived[0]?.headers).toMatchObject({ authorization: 'Bearer EAA-token', 'accept-encoding': 'identity' });
  });

  it('may be of no byte, and of an unnamed type', async () => {
    server.handle = (_request, response) => response.end();
    const outcome = await download();
    expect(outcome).toMatchObject({ kind: 'accepted', contentType: null, contentLength: 0 });
    expect(await read(await bodyOf(outcome))).toHaveLength(0);
  });

  it('keeps its connection for the next one', async () => {
    const client = clientFor();
    for (let count = 0; count < 3; count += 1) {
      await read(await bodyOf(download({}, client)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.connections).toBe(1);
  });

  it('is read no faster than its reader reads, and then to the end', async () => {
    const sent = { bytes: 0 };
    server.handle = (_request, response) => sendEndlessly(response, sent, 50 * MIB);
    const client = clientFor({ media: { stallMs: 1_000 } });
    const body = await bodyOf(download({}, client));
    await once(body, 'readable');
    // By then nothing has moved for longer than a server may be silent: but here it is the reader who makes it so.
    server.handle = (_request, response) => response.flushHeaders();
    expect(await failureOf(await bodyOf(download({}, client)))).toBe('timeout');
    // Linux may hold 36 MiB in the sockets of both sides.
    expect(sent.bytes).toBeLessThan(40 * MIB);
    expect(body.readableLength).toBeLessThan(MIB);
    expect(await read(body)).toHaveLength(50 * MIB);
  });

  it('that its reader gives up closes the connection', async () => {
    const closed: Promise<unknown>[] = [];
    server.handle = (request, response) => {
      closed.push(closeOf(request));
      sendEndlessly(response, { bytes: 0 });
    };
    const body = await bodyOf(download());
    body.destroy();
    await Promise.all(closed);
    expect(closed).toHaveLength(1);
  });

  it('that nobody listens to does not end the program when it fails', async () => {
    server.handle = (request, response) => response.write('x', () => request.socket.resetAndDestroy());
    const body = await bodyOf(download());
    while (!body.destroyed) await new Promise((resolve) => setImmediate(resolve));
    expect(await failureOf(body)).toBe('cut-off');
  });
});

describe('a redirect', () => {
  it('is followed twice, and the token stays with its own origin', async () => {
    const tokens: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      tokens.push(request.headers.authorization);
      response.end('elsewhere');
    });
    server.handle = (request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(302, { location: request.url === '/b' ? `${other.origin}/c` : '/b' }).end('moved');
    };
    expect(String(await read(await bodyOf(download())))).toBe('elsewhere');
    expect(tokens).toEqual(['Bearer EAA-token', 'Bearer EAA-token', undefined]);
  });

  it('does not get the token back by returning to where it was', async () => {
    const tokens: (string | undefined)[] = [];
    const other = await serve((_request, response) =>
      response.writeHead(307, { location: `${server.origin}/b` }).end(),
    );
    server.handle = (request, response) => {
      tokens.push(request.headers.authorization);
      if (request.url === '/b') response.end('back');
      else response.writeHead(301, { location: `${other.origin}/` }).end();
    };
    expect(String(await read(await bodyOf(download())))).toBe('back');
    expect(tokens).toEqual(['Bearer EAA-token', undefined]);
  });

  it.each([
    ['a third time', '/again'],
    ['to a file', 'file:///etc/passwd'],
    ['to FTP', 'ftp://127.0.0.1/x'],
    ['to no URL', 'http://['],
  ])('is not followed %s', async (_title, location) => {
    server.handle = (_request, response) => response.writeHead(302, { location }).end();
    expect((await download()).kind).toBe('unknown');
    expect(server.requests).toBeLessThanOrEqual(3);
  });

  it('is followed without reading its body', async () => {
    server.handle = (request, response) => {
      if (request.url === '/b') response.end('arrived');
      else sendEndlessly(response.writeHead(302, { location: '/b' }), { bytes: 0 });
    };
    expect(String(await read(await bodyOf(download())))).toBe('arrived');
  });
});

describe('a download that is refused', () => {
  it.each([404, 410])('because its URL has expired says so as Meta does of unknown objects: %i', async (status) => {
    server.handle = (_request, response) => response.writeHead(status).end('<html>gone</html>');
    expect(await download()).toMatchObject({
      kind: 'refused',
      httpStatus: status,
      fromMeta: false,
      retryClass: 'never',
      error: { code: 100, error_subcode: 33 },
    });
  });

  it('keeps Meta’s own words', async () => {
    server.handle = (request, response) => {
      response.statusCode = request.url === '/gone' ? 404 : 401;
      response.end('{"error":{"message":"Bad signature","type":"OAuthException","code":190,"fbtrace_id":"A1"}}');
    };
    const error = { message: 'Bad signature', fbtrace_id: 'A1' };
    expect(await download()).toMatchObject({ kind: 'refused', fromMeta: true, error: { ...error, code: 190 } });
    expect(await download({ url: `${server.origin}/gone` })).toMatchObject({
      kind: 'refused',
      error: { ...error, code: 100, error_subcode: 33 },
    });
  });

  it('is read no further than 64 KiB', async () => {
    const sent = { bytes: 0 };
    const closed: Promise<unknown>[] = [];
    server.handle = (request, response) => {
      closed.push(closeOf(request));
      sendEndlessly(response.writeHead(403), sent);
    };
    expect(await download()).toMatchObject({ kind: 'refused', httpStatus: 403, fromMeta: false });
    await Promise.all(closed);
    expect(sent.bytes).toBeLessThan(40 * MIB);
  });

  it('is refused although its error never ends', async () => {
    server.handle = (_request, response) => response.writeHead(403).write('<html>');
    expect(await download({ timeoutMs: 150 })).toMatchObject({ kind: 'refused', httpStatus: 403 });
  });

  it.each([500, 429])('may have come from whoever refused it: %i', async (status) => {
    server.handle = (_request, response) => response.writeHead(status).end();
    expect(await download()).toMatchObject({ kind: 'refused', httpStatus: status, retryClass: 'backoff' });
  });

  it('because no header can carry its token is not asked for', async () => {
    expect(await download({ accessToken: '' })).toMatchObject({ kind: 'refused', error: { code: 190 } });
    expect(server.requests).toBe(0);
  });
});

describe('a download that does not begin', () => {
  it('is given up in time, redirects included', async () => {
    server.handle = (request, response) => {
      if (request.url !== '/b') response.writeHead(302, { location: '/b' }).end();
    };
    const startedMs = performance.now();
    expect(await download({ timeoutMs: 150 })).toMatchObject({ kind: 'unknown' });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  it('because nobody listens there is unreachable', async () => {
    const client = clientFor();
    const url = `${server.origin}/media`;
    await server.close();
    expect(await download({ url }, client)).toMatchObject({ kind: 'unreachable', reason: 'connect' });
  });

  it.each(['', 'media', 'ftp://127.0.0.1/x', 'file:///etc/passwd', 'data:text/plain,x'])(
    'because there is no server in its URL is unreachable: %j',
    async (url) => expect(await download({ url })).toMatchObject({ kind: 'unreachable', reason: 'connect' }),
  );

  it('because the connection breaks cannot be known', async () => {
    server.handle = (request) => request.socket.resetAndDestroy();
    expect((await download()).kind).toBe('unknown');
  });

  it('because all connections are busy is unreachable, and the others go on', async () => {
    const answers: ServerResponse[] = [];
    server.handle = (_request, response) => answers.push(response);
    const client = clientFor({ media: { waitingMax: 5 } });
    const running = Array.from({ length: 64 }, () => download({}, client));
    const waiting = Array.from({ length: 6 }, () => download({ timeoutMs: 300 }, client));
    for (const outcome of await Promise.all(waiting)) {
      expect(outcome).toMatchObject({ kind: 'unreachable', reason: 'no-free-connection' });
    }
    expect(server.connections).toBe(64);
    for (const answer of answers) answer.end('media');
    for (const outcome of await Promise.all(running)) expect(String(await read(await bodyOf(outcome)))).toBe('media');
  });

  it('is given up at its caller’s signal, before and while it waits', async () => {
    expect((await download({ signal: AbortSignal.abort() })).kind).toBe('unreachable');
    expect(server.requests).toBe(0);
    const caller = new AbortController();
    server.handle = () => caller.abort();
    expect(await download({ signal: caller.signal })).toMatchObject({ kind: 'unknown', cause: { reason: 'aborted' } });
  });
});

describe('bytes that stop', () => {
  const begin = (response: ServerResponse, headers: Record<string, string | number> = {}): void => {
    response.writeHead(200, headers).write('some bytes');
  };

  it.each<[string, FileServer['handle']]>([
    ['the connection breaks', (request, response) => response.write('x', () => request.socket.resetAndDestroy())],
    [
      'the connection ends before the stated length',
      (request, response) =>
        response.writeHead(200, { 'content-length': 100 }).write('x', () => request.socket.destroySoon()),
    ],
    [
      'the last connection ends before the stated length',
      (request, response) =>
        response
          .writeHead(200, { 'content-length': 100, connection: 'close' })
          .write('x', () => request.socket.destroySoon()),
    ],
    [
      'the connection ends within a chunked body',
      (request, response) => response.writeHead(200).write('x', () => request.socket.destroySoon()),
    ],
  ])('are a download that was cut off: %s', async (_title, handle) => {
    server.handle = handle;
    expect(await failureOf(await bodyOf(download()))).toBe('cut-off');
  });

  it.each<[string, Record<string, string | number>]>([
    ['for a while', {}],
    ['because fewer come than were stated', { 'content-length': 1_000 }],
  ])('are given up: %s', async (_title, headers) => {
    const closed: Promise<unknown>[] = [];
    server.handle = (request, response) => {
      closed.push(closeOf(request));
      begin(response, headers);
    };
    expect(await failureOf(await bodyOf(download({}, clientFor({ media: { stallMs: 150 } }))))).toBe('timeout');
    await Promise.all(closed);
  });

  it('never are given up as well, when they have taken too long together', async () => {
    let drip: NodeJS.Timeout | undefined;
    server.handle = (_request, response) => {
      begin(response);
      drip = setInterval(() => response.write('x'), 10);
    };
    const body = await bodyOf(download({}, clientFor({ media: { stallMs: 1_000, downloadMs: 200 } })));
    expect(await failureOf(body)).toBe('timeout');
    clearInterval(drip);
  });

  it('because their reader stopped are given up too, when they have taken too long together', async () => {
    server.handle = (_request, response) => sendEndlessly(response, { bytes: 0 });
    const body = await bodyOf(download({}, clientFor({ media: { downloadMs: 200 } })));
    await new Promise((resolve) => body.once('close', resolve));
    expect(body.errored).toMatchObject({ reason: 'timeout' });
  });

  it('at their caller’s signal say so', async () => {
    const caller = new AbortController();
    server.handle = (_request, response) => begin(response);
    const body = await bodyOf(download({ signal: caller.signal }));
    await once(body, 'readable');
    caller.abort();
    expect(await failureOf(body)).toBe('aborted');
  });

  it('do not stop at a signal that comes after the last of them', async () => {
    const caller = new AbortController();
    const body = await bodyOf(download({ signal: caller.signal }));
    const bytes = await read(body);
    caller.abort();
    expect(String(bytes)).toBe('media');
    expect(body.errored).toBeNull();
  });

  it('with the program are cut off', async () => {
    const client = clientFor();
    server.handle = (_request, response) => begin(response);
    const body = await bodyOf(download({}, client));
    await client.close();
    expect(await failureOf(body)).toBe('cut-off');
  });
});

it('whatever happens to downloads, messages go on: it is another host', async () => {
  const client = clientFor({ breaker: { consecutiveFailures: 1 } });
  server.handle = (request) => request.socket.resetAndDestroy();
  for (let count = 0; count < 5; count += 1) expect((await download({}, client)).kind).toBe('unknown');
  expect(client.circuitState).toBe('closed');
});
