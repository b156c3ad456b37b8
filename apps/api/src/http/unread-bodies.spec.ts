import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type CanActivate, Controller, type ExecutionContext, HttpCode, Injectable, Post, Req } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { type EdgeApplication, startEdge } from '../../test/support/edge-application';
import { readBody } from './body';
import { type EdgeRequest, requestOf } from './principal';

const MIB = 1 << 20;
const BODY_MAX_BYTES = 4 * MIB;
/** Never reached. */
const LONG_GRACE_MS = 60_000;
const SHORT_GRACE_MS = 300;
/** How late a busy machine may be; less than the time after which node itself would close a silent connection. */
const LATENESS_MS = 3_000;
const SILENCE_MS = 10_000;

/** As the program's guards do: whoever has no key is refused before anything of the body is read. */
@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (requestOf(context).headers.authorization === undefined) throw new GatewayError('AUTH_002');
    return true;
  }
}

@Controller('v1/wa')
class BodyController {
  @Post('read')
  @HttpCode(200)
  async read(@Req() request: EdgeRequest): Promise<object> {
    return { bytes: (await readBody(request, BODY_MAX_BYTES)).length };
  }

  @Post('part')
  @HttpCode(200)
  async part(@Req() request: EdgeRequest): Promise<object> {
    for await (const chunk of request.iterator({ destroyOnReturn: false }))
      return { part: (chunk as Buffer).length > 0 };
    return { part: false };
  }

  @Post('unread')
  @HttpCode(200)
  unread(): object {
    return { unread: true };
  }

  /** A consumer that is stuck: it has stopped reading and will not go on. */
  @Post('stuck')
  @HttpCode(200)
  stuck(@Req() request: EdgeRequest): Promise<object> {
    return new Promise((resolve) => {
      request.once('data', () => {
        request.pause();
        resolve({ stuck: true });
      });
    });
  }
}

let edge: EdgeApplication;
/** Gives bodies hardly any time. */
let strictEdge: EdgeApplication;
const sockets: Socket[] = [];

beforeAll(async () => {
  const guards = [new KeyGuard()];
  edge = await startEdge([BodyController], { guards, graceMs: LONG_GRACE_MS });
  strictEdge = await startEdge([BodyController], { guards, graceMs: SHORT_GRACE_MS });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await edge.close();
  await strictEdge.close();
});

/** A connection on which a test writes byte for byte, and reads when it says so. */
class Client {
  private text = '';
  private isClosed = false;
  private changed: () => void = () => undefined;

  constructor(private readonly socket: Socket) {
    sockets.push(socket);
    socket.pause();
    socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1');
      this.changed();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.changed();
    });
  }

  static async open({ port } = edge): Promise<Client> {
    const socket = connect({ port, host: '127.0.0.1' });
    await new Promise((resolve) => socket.once('connect', resolve));
    return new Client(socket);
  }

  /** Resolves when the bytes are on their way, or will never be. */
  write(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve) => void this.socket.write(bytes, () => resolve()));
  }

  /** Writes so many mebibytes, as far as the server takes them. */
  async pump(mebibytes: number, mebibyte: Buffer = Buffer.alloc(MIB)): Promise<void> {
    for (let sent = 0; sent < mebibytes && !this.socket.destroyed; sent += 1) await this.write(mebibyte);
  }

  /** Reads until `pattern` has come, and takes everything that has come by then. */
  read(pattern: RegExp): Promise<string> {
    return this.wait(() => pattern.test(this.text), String(pattern)).then(() => {
      const { text } = this;
      this.text = '';
      return text;
    });
  }

  /** Reads until the connection is closed, and returns what came. */
  readToClose(): Promise<string> {
    return this.wait(() => this.isClosed, 'a closed connection').then(() => this.text);
  }

  private wait(isReached: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not come, but: ${this.text}`)), SILENCE_MS);
      this.changed = () => {
        if (!isReached() && !this.isClosed) return;
        clearTimeout(timer);
        if (isReached()) resolve();
        else reject(new Error(`The connection was closed before ${what}, after: ${this.text}`));
      };
      this.changed();
      this.socket.resume();
    });
  }
}

const KEY = 'Authorization: Bearer key';
const EXPECT = 'Expect: 100-continue';
const ANSWER = /\r\n\r\n\{.*\}$/s;

const head = (route: string, ...headers: string[]): string =>
  [`POST /v1/wa/${route} HTTP/1.1`, 'Host: test', ...headers, '', ''].join('\r\n');

describe('A client that asks before it sends', () => {
  it('is refused without having sent anything, and is not told to', async () => {
    const client = await Client.open();
    await client.write(head('read', `Content-Length: ${100 * MIB}`, EXPECT));
    const answer = await client.readToClose();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toMatch(/^Connection: close\r$/m);
    expect(answer).not.toContain('100 Continue');
  });

  it('is told to send when its body is read, once', async () => {
    const client = await Client.open();
    await client.write(head('read', 'Content-Length: 5', KEY, EXPECT));
    expect(await client.read(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    await client.write('hello');
    const answer = await client.read(ANSWER);
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\{"bytes":5\}$/s);
    expect(answer).not.toContain('100 Continue');
  });

  it('can use its connection again after it has sent', async () => {
    const client = await Client.open();
    for (const body of ['one', 'three']) {
      await client.write(head('read', `Content-Length: ${body.length}`, KEY, EXPECT));
      await client.read(/100 Continue\r\n\r\n/);
      await client.write(body);
      expect(await client.read(ANSWER)).toContain(`{"bytes":${body.length}}`);
    }
  });

  it('is answered as if it did not, when it asks for something else', async () => {
    const client = await Client.open();
    await client.write(`${head('read', 'Content-Length: 5', KEY, 'Expect: more')}hello`);
    expect(await client.read(ANSWER)).toMatch(/^HTTP\/1\.1 200 .*X-Request-Id: .*\{"bytes":5\}$/is);
  });

  it('may send without waiting', async () => {
    const client = await Client.open();
    await client.write(`${head('read', 'Content-Length: 5', KEY, EXPECT)}hello`);
    const answer = await client.read(ANSWER);
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 .*\{"bytes":5\}$/s);
  });

  it.each([
    ['by its length', 'read', `Content-Length: ${BODY_MAX_BYTES + 1}`, /^HTTP\/1\.1 400 /],
    ['by a handler that wants no body', 'unread', 'Content-Length: 5', /^HTTP\/1\.1 200 /],
    ['where nothing is', 'nothing', 'Content-Length: 5', /^HTTP\/1\.1 404 /],
  ])('is answered %s without being told to send', async (_, route, length, status) => {
    const client = await Client.open();
    await client.write(head(route, length, KEY, EXPECT));
    const answer = await client.readToClose();
    expect(answer).toMatch(status);
    expect(answer).not.toContain('100 Continue');
  });
});

describe('curl', () => {
  const run = promisify(execFile);
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-unread-'));
  const file = path.join(folder, 'body');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const post = async (bytes: number, ...options: string[]): Promise<{ trace: string; out: string }> => {
    writeFileSync(file, Buffer.alloc(bytes));
    const written = '\n%{http_code} %{size_upload}';
    const { stdout, stderr } = await run('curl', [
      ...['-sv', '--max-time', '10', '-w', written, '--data-binary', `@${file}`],
      ...options,
      `${edge.url}/v1/wa/read`,
    ]);
    return { trace: stderr, out: stdout };
  };

  it('sends a file when it may', async () => {
    const { trace, out } = await post(2 * MIB, '-H', KEY);
    expect(trace).toMatch(/^> Expect: 100-continue/m);
    expect(trace).toMatch(/^< HTTP\/1\.1 100 Continue/m);
    expect(out).toBe(`{"bytes":${2 * MIB}}\n200 ${2 * MIB}`);
  });

  it('sends nothing of a file when it may not', async () => {
    const { trace, out } = await post(2 * MIB);
    expect(trace).toMatch(/^> Expect: 100-continue/m);
    expect(trace).not.toContain('100 Continue');
    expect(out).toMatch(/"AUTH_002".*\n401 0$/s);
  });

  it('sees its refusal without asking first', async () => {
    const { out } = await post(50 * MIB, '-H', 'Expect:');
    expect(out).toMatch(/"AUTH_002".*\n401 \d+$/s);
  });
});

describe('A client that sends everything before it reads', () => {
  it.each([
    ['and keeps its connection', head('read', `Content-Length: ${100 * MIB}`)],
    ['and wants its connection closed', head('read', `Content-Length: ${100 * MIB}`, 'Connection: close')],
    ['and asked, but does not wait', head('read', `Content-Length: ${100 * MIB}`, EXPECT)],
    ['in the old protocol', head('read', `Content-Length: ${100 * MIB}`).replace('HTTP/1.1', 'HTTP/1.0')],
    ['and is refused half way', head('read', `Content-Length: ${100 * MIB}`, KEY)],
  ])('still sees its refusal, %s', async (_, request) => {
    const client = await Client.open();
    await client.write(request);
    await client.pump(100);
    expect(await client.read(ANSWER)).toMatch(/^HTTP\/1\.1 40[01] .*"code":"(AUTH_002|VAL_001)"/s);
  });

  it('has its connection closed when that is what it wanted', async () => {
    const client = await Client.open();
    await client.write(head('read', `Content-Length: ${10 * MIB}`, 'Connection: close'));
    await client.pump(10);
    expect(await client.readToClose()).toMatch(/^HTTP\/1\.1 401 /);
  });
});

/** Not before the time that a body has, and not long after it. */
function expectInTime(startedAt: number): void {
  const elapsedMs = performance.now() - startedAt;
  expect(elapsedMs).toBeGreaterThan(SHORT_GRACE_MS - 50);
  expect(elapsedMs).toBeLessThan(SHORT_GRACE_MS + LATENESS_MS);
}

describe('A refused body that does not end', () => {
  const chunk = Buffer.concat([Buffer.from(`${MIB.toString(16)}\r\n`), Buffer.alloc(MIB), Buffer.from('\r\n')]);

  it.each([
    ['a body without an end', 'read', 'Transfer-Encoding: chunked', chunk],
    ['a body of a terabyte', 'read', `Content-Length: ${2 ** 40}`, Buffer.alloc(MIB)],
    ['a body that was read in part', 'part', `Content-Length: ${2 ** 40}`, Buffer.alloc(MIB)],
    ['a body whose reader is stuck', 'stuck', `Content-Length: ${2 ** 40}`, Buffer.alloc(MIB)],
  ])('is cut off in time: %s', async (_, route, length, piece) => {
    const client = await Client.open(strictEdge);
    await client.write(head(route, length, ...(route === 'read' ? [] : [KEY])));
    const startedAt = performance.now();
    const closed = client.readToClose();
    await client.pump(Infinity, piece);
    expect(await closed).toMatch(/^HTTP\/1\.1 (401|200) /);
    expectInTime(startedAt);
  });

  it.each([
    ['keeps its connection', 'Connection: keep-alive'],
    ['wants its connection closed', 'Connection: close'],
  ])('is cut off in time when its client never reads and %s', async (_, header) => {
    const client = await Client.open(strictEdge);
    await client.write(head('read', `Content-Length: ${2 ** 40}`, header));
    const startedAt = performance.now();
    await client.pump(Infinity);
    expectInTime(startedAt);
  });

  it('ends the connection of a client that falls silent', async () => {
    const client = await Client.open(strictEdge);
    await client.write(head('read', `Content-Length: ${100 * MIB}`));
    const startedAt = performance.now();
    expect(await client.readToClose()).toMatch(/^HTTP\/1\.1 401 /);
    expectInTime(startedAt);
  });
});

describe('A kept connection', () => {
  it('goes on after a small body was refused', async () => {
    const client = await Client.open();
    for (let count = 0; count < 20; count += 1) {
      await client.write(`${head('read', 'Content-Length: 5')}hello`);
      expect(await client.read(ANSWER)).toMatch(/^HTTP\/1\.1 401 /);
    }
    await client.write(`${head('read', 'Content-Length: 5', KEY)}hello`);
    expect(await client.read(ANSWER)).toContain('{"bytes":5}');
  });

  it('goes on after a refused body that came after the answer', async () => {
    const client = await Client.open();
    for (let count = 0; count < 20; count += 1) {
      await client.write(head('read', `Content-Length: ${MIB}`));
      expect(await client.read(ANSWER)).toMatch(/^HTTP\/1\.1 401 /);
      await client.pump(1);
    }
    await client.write(`${head('read', 'Content-Length: 5', KEY)}hello`);
    expect(await client.read(ANSWER)).toContain('{"bytes":5}');
  });

  it.each(['part', 'stuck', 'unread'])('goes on after a body that its handler left (%s)', async (route) => {
    const client = await Client.open();
    await client.write(head(route, `Content-Length: ${3 * MIB}`, KEY));
    await client.pump(3);
    expect(await client.read(ANSWER)).toMatch(/^HTTP\/1\.1 200 /);
    await client.write(`${head('read', 'Content-Length: 5', KEY)}hello`);
    expect(await client.read(ANSWER)).toContain('{"bytes":5}');
  });

  it('outlives the time of a refused body that has come', async () => {
    const client = await Client.open(strictEdge);
    await client.write(head('read', 'Content-Length: 5'));
    await client.read(ANSWER);
    await client.write('hello');
    const other = await Client.open(strictEdge);
    await other.write(head('read', 'Content-Length: 5'));
    await other.readToClose();
    await client.write(`${head('read', 'Content-Length: 5', KEY)}hello`);
    expect(await client.read(ANSWER)).toContain('{"bytes":5}');
  });
});
