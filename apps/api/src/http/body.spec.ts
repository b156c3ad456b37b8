import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Controller, Post, Req } from '@nestjs/common';
import { GatewayError, LIMITS } from '@switchboard/contracts';
import { type EdgeApplication, startEdge } from '../../test/support/edge-application';
import { readBody } from './body';
import type { EdgeRequest } from './principal';

const SMALL_MAX_BYTES = 1_000;
const SERVER_SILENCE_MS = 15_000;

/** What became of the bodies whose readers did not answer; a client that has gone cannot be told. */
const failures: unknown[] = [];
let onFailure: () => unknown = () => undefined;
/** Bodies that the handler holds until they are let go. */
const held: (() => void)[] = [];
let onHeld: () => unknown = () => undefined;

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

@Controller('v1/wa')
class BodyController {
  @Post('small')
  small(@Req() request: EdgeRequest): Promise<unknown> {
    return this.read(request, SMALL_MAX_BYTES);
  }

  @Post('large')
  large(@Req() request: EdgeRequest): Promise<unknown> {
    return this.read(request, LIMITS.largeBodyMaxBytes);
  }

  @Post('held')
  async held(@Req() request: EdgeRequest): Promise<unknown> {
    const read = await this.read(request, LIMITS.largeBodyMaxBytes);
    await new Promise<void>((resolve) => {
      held.push(resolve);
      onHeld();
    });
    return read;
  }

  private async read(request: EdgeRequest, maxBytes: number): Promise<unknown> {
    try {
      const body = await readBody(request, maxBytes);
      return { bytes: body.length, sha256: digest(body) };
    } catch (error) {
      failures.push(error);
      onFailure();
      throw error;
    }
  }
}

let edge: EdgeApplication;

beforeAll(async () => {
  edge = await startEdge([BodyController]);
});
afterAll(() => edge.close());
beforeEach(() => void failures.splice(0));

/** A connection on which a test writes byte for byte; it reads only when told to, as a client does that sends first. */
function open(): {
  write(bytes: string | Buffer): Promise<void>;
  read(): Promise<string>;
  reset(): void;
  finish(): void;
} {
  const socket = connect({ port: edge.port, host: '127.0.0.1' });
  // A server that has answered and closed resets what is still on its way; what it said before counts.
  socket.on('error', () => undefined);
  socket.pause();
  socket.setTimeout(SERVER_SILENCE_MS, () => socket.destroy(new Error('silence')));
  return {
    write: (bytes) => new Promise((resolve) => void socket.write(bytes, () => resolve())),
    read: () =>
      new Promise((resolve) => {
        let text = '';
        socket.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (/\r\n\r\n\{.*\}$/s.test(text)) resolve(text);
        });
        socket.on('close', () => resolve(text));
        socket.resume();
      }),
    reset: () => socket.resetAndDestroy(),
    finish: () => socket.end(),
  };
}

const head = (route: string, ...headers: string[]): string =>
  [`POST /v1/wa/${route} HTTP/1.1`, 'Host: test', ...headers, '', ''].join('\r\n');
const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const post = (route: string, body: Buffer): Promise<Response> =>
  fetch(`${edge.url}/v1/wa/${route}`, { method: 'POST', body: new Uint8Array(body) });

const tooLarge = (maxBytes: number): object => ({
  code: 'VAL_001',
  params: { fields: [{ path: '', rule: 'maxBytes', message: `must have at most ${maxBytes} bytes` }] },
});

describe('A body', () => {
  it.each([0, 1, SMALL_MAX_BYTES])('of %p bytes arrives whole', async (length) => {
    const body = randomBytes(length);
    expect(await (await post('small', body)).json()).toEqual({ bytes: length, sha256: digest(body) });
  });

  it('as large as a file may be arrives whole', async () => {
    const body = randomBytes(LIMITS.largeBodyMaxBytes);
    expect(await (await post('large', body)).json()).toEqual({ bytes: body.length, sha256: digest(body) });
  });

  it('that comes in pieces arrives in order', async () => {
    const pieces = Array.from({ length: 20 }, () => randomBytes(37));
    const client = open();
    await client.write(head('small', 'Transfer-Encoding: chunked', 'Connection: close'));
    for (const piece of pieces) await client.write(chunk(piece));
    await client.write('0\r\n\r\n');
    expect(await client.read()).toContain(JSON.stringify({ bytes: 740, sha256: digest(Buffer.concat(pieces)) }));
  });
});

describe('A body that is too large', () => {
  it('is refused by its length, before any of it is read', async () => {
    const client = open();
    await client.write(head('small', `Content-Length: ${SMALL_MAX_BYTES + 1}`));
    const answer = await client.read();
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain(JSON.stringify(tooLarge(SMALL_MAX_BYTES)).slice(1, -1).split(',"params"')[1]);
    client.reset();
  });

  it('is refused while it comes when its length was not told', async () => {
    const client = open();
    await client.write(head('small', 'Transfer-Encoding: chunked'));
    await client.write(chunk(Buffer.alloc(SMALL_MAX_BYTES)));
    await client.write(chunk(Buffer.alloc(1)));
    expect(await client.read()).toMatch(/^HTTP\/1.1 400 /);
    expect(failures).toEqual([expect.objectContaining(tooLarge(SMALL_MAX_BYTES))]);
    client.reset();
  });

  it.each([
    ['its length was told', `Content-Length: ${10 << 20}`, (bytes: Buffer) => bytes],
    ['its length was not told', 'Transfer-Encoding: chunked', chunk],
  ])('lets a client read the refusal that first sends everything (%s)', async (_, header, framed) => {
    const client = open();
    await client.write(head('small', header));
    for (let mebibyte = 0; mebibyte < 10; mebibyte += 1) await client.write(framed(Buffer.alloc(1 << 20)));
    const answer = await client.read();
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('maxBytes');
    client.reset();
  });

  it('lets fetch read the refusal', async () => {
    const answer = await post('small', Buffer.alloc(10 << 20));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: { code: 'VAL_001', params: { fields: [{ rule: 'maxBytes' }] } },
    });
  });
});

describe('A body that is cut off', () => {
  it.each([
    ['ends its side', 'Content-Length: 100', 'finish'],
    ['resets the connection', 'Content-Length: 100', 'reset'],
    ['ends its side between chunks', 'Transfer-Encoding: chunked', 'finish'],
  ] as const)('is never taken for a whole one when the client %s', async (_, header, way) => {
    const failed = new Promise<void>((resolve) => (onFailure = resolve));
    const client = open();
    await client.write(head('small', header));
    await client.write(header.startsWith('T') ? chunk(Buffer.from('half')) : 'half');
    client[way]();
    await failed;
    expect(failures).toHaveLength(1);
    expect(failures[0]).toBeInstanceOf(GatewayError);
    expect(failures[0]).toMatchObject({
      code: 'VAL_001',
      params: { fields: [{ path: '', rule: 'truncated', message: 'ended too early' }] },
    });
    client.reset();
  });
});

describe('Bodies that carry files', () => {
  const LARGE = Buffer.alloc(LIMITS.bodyMaxBytes + 1);

  /** Sends a body without telling its length first. */
  const stream = (route: string, body: Buffer): Promise<Response> =>
    fetch(`${edge.url}/v1/wa/${route}`, {
      method: 'POST',
      body: new Blob([new Uint8Array(body)]).stream(),
      duplex: 'half',
    });

  it.each([
    ['told', post],
    ['not told', stream],
  ])('are held sixteen at a time, and small ones always pass (their length was %s)', async (_, send) => {
    const full = new Promise<void>((resolve) => (onHeld = () => held.length === 16 && resolve()));
    const answers = Array.from({ length: 16 }, () => send('held', LARGE));
    try {
      await full;
      const refused = await send('large', LARGE);
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect((await send('large', Buffer.alloc(LIMITS.bodyMaxBytes))).status).toBe(201);
      const waiting = open();
      await waiting.write(head('large', `Content-Length: ${LARGE.length}`));
      expect(await waiting.read()).toMatch(/^HTTP\/1.1 503 /);
      waiting.reset();
    } finally {
      for (const release of held.splice(0)) release();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(16).fill(201));
    expect((await send('large', LARGE)).status).toBe(201);
  });

  it('count no longer when their clients have gone half way', async () => {
    const all = new Promise<void>((resolve) => (onFailure = () => failures.length === 20 && resolve()));
    for (let count = 0; count < 20; count += 1) {
      const client = open();
      await client.write(head('large', 'Transfer-Encoding: chunked'));
      await client.write(chunk(LARGE));
      client.reset();
    }
    await all;
    expect((await post('large', LARGE)).status).toBe(201);
  });
});
