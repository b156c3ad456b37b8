import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import { refuse, S3Server } from '../../../../test/support/s3-server';
import { until } from '../../../../test/support/until';
import type { ObjectWriter, StoredObject } from './media-store';
import { S3_LIMITS, type S3Limits } from './s3-connection';
import { S3MediaStore } from './s3-media-store';

const MB = 1024 * 1024;
const HOUR_MS = 60 * 60 * 1_000;
const newKey = (): string => `${randomUUID()}/${randomUUID()}`;
const listed = (store: S3MediaStore): Promise<StoredObject[]> =>
  Readable.from(store.list()).toArray() as Promise<StoredObject[]>;

let server: S3Server;
const stores: S3MediaStore[] = [];

beforeEach(async () => {
  server = await S3Server.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const store of stores.splice(0)) store.onApplicationShutdown();
  await server.close();
});

const openStore = (limits: Partial<S3Limits> = {}, settings = server.settings): S3MediaStore => {
  const store = new S3MediaStore(settings, { ...S3_LIMITS, ...limits });
  stores.push(store);
  return store;
};
const isPart = ({ method, url }: IncomingMessage): boolean => method === 'PUT' && /partNumber=/.test(url ?? '');
const isCompletion = ({ method, url }: IncomingMessage): boolean => method === 'POST' && /uploadId=/.test(url ?? '');
const nothing = async (): Promise<boolean> =>
  (await server.objectNames()).length + (await server.uploads()).length === 0;
const methodsOfRequests = (): string[] => server.requests.map((request) => request.split(' ')[0]!);

async function beginWith(store: S3MediaStore, sizeBytes: number, key = newKey()): Promise<ObjectWriter> {
  const writer = await store.begin(key);
  for (let left = sizeBytes; left > 0; left -= MB) await writer.write(randomBytes(Math.min(MB, left)));
  return writer;
}

describe('An upload to S3', () => {
  it('of up to one part is one request', async () => {
    const writer = await beginWith(openStore(), 5 * MB);
    await writer.commit();
    expect(methodsOfRequests()).toEqual(['PUT']);
  });

  it('beyond one part is sent in parts of 5 MiB, under a name that says whose it is', async () => {
    const key = newKey();
    const writer = await beginWith(openStore(), 12 * MB, key);
    await writer.commit();
    expect(methodsOfRequests()).toEqual(['POST', 'PUT', 'PUT', 'PUT', 'POST']);
    expect(server.requests.every((request) => request.includes(`/${server.bucket}/objects/${key}?`))).toBe(true);
    expect(await server.objectNames()).toEqual([`objects/${key}`]);
  });

  it('waits for a slow store instead of collecting bytes', async () => {
    const held: (() => void)[] = [];
    let isHolding = true;
    server.intercept = (request, response) => {
      if (!isPart(request) || !isHolding) return false;
      // The request is handled when the test lets it.
      held.push(() => server.handle(request, response));
      return true;
    };
    const writer = await beginWith(openStore(), 5 * MB);
    let isWritten = false;
    const writing = writer.write(randomBytes(1)).then(() => (isWritten = true));
    await until(async () => held.length === 1);
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isWritten).toBe(false);
    expect(held).toHaveLength(1);
    isHolding = false;
    held[0]!();
    await writing;
    await writer.commit();
    expect(await server.objectNames()).toHaveLength(1);
  });

  it('is tried again when the store asks for patience', async () => {
    let refusals = 0;
    server.intercept = (request, response) => {
      if (!isPart(request) || refusals === 2) return false;
      refusals += 1;
      return refuse(request, response, 503, 'SlowDown');
    };
    const [key, bytes] = [newKey(), randomBytes(6 * MB)];
    const store = openStore();
    const writer = await store.begin(key);
    await writer.write(bytes);
    await writer.commit();
    expect(refusals).toBe(2);
    expect((await buffer((await store.read(key))!.body)).equals(bytes)).toBe(true);
  });

  it('whose part is refused fails at the next step, and leaves nothing', async () => {
    server.intercept = (request, response) => isPart(request) && refuse(request, response, 500, 'InternalError');
    const writer = await beginWith(openStore(), 5 * MB);
    const failing = async (): Promise<true> => {
      for (;;) {
        await writer.write(randomBytes(1));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await expect(failing()).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    await writer.discard();
    expect(await nothing()).toBe(true);
  });

  it('whose completion is refused leaves nothing', async () => {
    server.intercept = (request, response) => isCompletion(request) && refuse(request, response, 400, 'InvalidPart');
    const writer = await beginWith(openStore(), 6 * MB);
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    await writer.discard();
    expect(await nothing()).toBe(true);
  });

  it.each([
    ['of one request', 1_000, ({ method }: IncomingMessage): boolean => method === 'PUT'],
    ['in parts', 6 * MB, isCompletion],
  ])('%s that was completed without an answer leaves nothing when it is given up', async (_, sizeBytes, isLast) => {
    server.intercept = (request, response) => {
      if (isLast(request)) loseAnswer(request, response);
      return false;
    };
    const writer = await beginWith(openStore(), sizeBytes);
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    expect(await server.objectNames()).toHaveLength(1);
    await writer.discard();
    expect(await nothing()).toBe(true);
  });

  it('that is given up does not wait for the part under way', async () => {
    let held = 0;
    server.intercept = (request) => {
      if (!isPart(request)) return false;
      held += 1;
      return true;
    };
    const writer = await beginWith(openStore(), 5 * MB);
    const writing = writer.write(randomBytes(1));
    const failed = expect(writing).rejects.toMatchObject({ code: 'SYS_002' });
    await until(async () => held === 1);
    const startedAt = performance.now();
    await writer.discard();
    expect(performance.now() - startedAt).toBeLessThan(S3_LIMITS.requestTimeoutMs / 3);
    await failed;
    expect(await nothing()).toBe(true);
  });

  it('that is given up never fails, not even without a store', async () => {
    const writer = await beginWith(openStore(), 6 * MB);
    await until(async () => (await server.uploads()).length === 1);
    server.intercept = (request, response) => refuse(request, response, 403, 'AccessDenied');
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    await expect(writer.discard()).resolves.toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(await server.uploads()).toHaveLength(1);
  });
});

/** The store does its work, and the connection breaks before it can say so. */
function loseAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.end = (): ServerResponse => {
    request.socket.destroy();
    return response;
  };
}

describe('A download from S3', () => {
  const answerHalf = (afterwards: (request: IncomingMessage) => void): void => {
    server.intercept = (request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(200, { 'content-length': 1_000_000 });
      response.write(Buffer.alloc(500_000), () => afterwards(request));
      return true;
    };
  };

  it('whose sender falls silent ends with an error', async () => {
    answerHalf(() => undefined);
    const found = await openStore({ stallTimeoutMs: 50 }).read(newKey());
    await expect(buffer(found!.body)).rejects.toMatchObject({ code: 'SYS_002' });
  });

  it('that breaks off ends with an error, never short', async () => {
    answerHalf((request) => request.socket.destroy());
    const found = await openStore().read(newKey());
    await expect(buffer(found!.body)).rejects.toMatchObject({ code: 'SYS_002' });
  });

  it('uses a connection again when it was read to its end', async () => {
    const store = openStore();
    const writer = await beginWith(store, 100_000);
    await writer.commit();
    const [name] = await server.objectNames();
    const key = name!.slice('objects/'.length);
    for (let count = 0; count < 20; count += 1) await buffer((await store.read(key))!.body);
    expect(server.connections).toBeLessThanOrEqual(3);
  });

  it('of a part is refused from a store that does not know parts', async () => {
    server.intercept = (_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).end('0123456789');
      return true;
    };
    await expect(openStore().read(newKey(), { start: 2, end: 3 })).rejects.toMatchObject({ code: 'SYS_002' });
  });
});

describe('S3', () => {
  it('lists page after page', async () => {
    const store = openStore();
    const keys = Array.from({ length: 5 }, newKey);
    for (const key of keys) await (await beginWith(store, 10, key)).commit();
    server.pageSize = 2;
    const found = (await listed(store)).map(({ key }) => key);
    expect(found.sort()).toEqual(keys.sort());
    expect(server.requests.filter((request) => request.includes('list-type=2'))).toHaveLength(3);
  });

  it('removes with the checksum that every store knows', async () => {
    const received: { headers: IncomingMessage['headers']; body: Buffer }[] = [];
    server.intercept = (request, response) => {
      void buffer(request).then((body) => {
        received.push({ headers: request.headers, body });
        response.writeHead(200, { 'content-type': 'application/xml' }).end('<DeleteResult/>');
      });
      return true;
    };
    await openStore().remove([newKey()]);
    const [{ headers, body }] = received as [(typeof received)[number]];
    expect(headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'));
    expect(Object.keys(headers).filter((name) => name.includes('checksum'))).toEqual([]);
  });

  it('that does not remove something says so', async () => {
    server.intercept = (_request, response) => {
      const error = '<Error><Key>k</Key><Code>AccessDenied</Code><Message>no</Message></Error>';
      response.writeHead(200, { 'content-type': 'application/xml' }).end(`<DeleteResult>${error}</DeleteResult>`);
      return true;
    };
    await expect(openStore().remove([newKey()])).rejects.toMatchObject({ code: 'SYS_002' });
  });

  it('is rid of uploads that nobody has finished for a day', async () => {
    const store = openStore();
    const writers = [await beginWith(store, 6 * MB), await beginWith(store, 6 * MB), await beginWith(store, 6 * MB)];
    await until(async () => (await server.uploads()).length === 3);
    server.pageSize = 1;
    expect(await store.removeAbandoned(new Date(Date.now() + 23 * HOUR_MS))).toBe(0);
    expect(await store.removeAbandoned(new Date(Date.now() + 25 * HOUR_MS))).toBe(3);
    expect(await server.uploads()).toEqual([]);
    for (const writer of writers) {
      await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
      await writer.discard();
    }
    expect(await nothing()).toBe(true);
  });

  it('need not list unfinished uploads', async () => {
    server.canListUploads = false;
    const debug = jest.spyOn(Logger.prototype, 'debug').mockReturnValue(undefined);
    const store = openStore();
    expect([await store.removeAbandoned(new Date()), await store.removeAbandoned(new Date())]).toEqual([0, 0]);
    expect(debug).toHaveBeenCalledTimes(1);
  });

  it('that is away is an error of the service, and says so to the operator', async () => {
    const settings = server.settings;
    await server.close();
    const store = openStore({}, settings);
    const writer = await beginWith(store, 10);
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(store.read(newKey())).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(store.remove([newKey()])).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(listed(store)).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(store.removeAbandoned(new Date())).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(store.check()).rejects.toThrow(/^the bucket switchboard-media cannot be used: .*ECONNREFUSED/);
    server = await S3Server.start();
  });

  it('without the bucket is not ready, and no object is merely missing', async () => {
    const store = openStore({}, { ...server.settings, bucket: 'elsewhere' });
    await expect(store.check()).rejects.toThrow('the bucket elsewhere cannot be used: NotFound (HTTP 404)');
    await expect(store.read(newKey())).rejects.toMatchObject({ code: 'SYS_002' });
  });

  it.each([
    ['an answer to one attempt', { requestTimeoutMs: 50 }],
    ['an answer to all attempts', { deadlineMs: 50 }],
  ])('that takes longer than allowed for %s is given up', async (_, limits) => {
    server.intercept = () => true;
    const store = openStore(limits);
    const writer = await beginWith(store, 10);
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(store.read(newKey())).rejects.toMatchObject({ code: 'SYS_002' });
  });
});
