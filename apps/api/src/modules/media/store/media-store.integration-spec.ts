import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { S3Server } from '../../../../test/support/s3-server';
import { until } from '../../../../test/support/until';
import { DiskMediaStore } from './disk-media-store';
import type { MediaStore, ObjectWriter, StoredObject } from './media-store';
import { S3MediaStore } from './s3-media-store';

const MB = 1024 * 1024;
const TENANT = randomUUID();
const newKey = (tenant = TENANT): string => `${tenant}/${randomUUID()}`;
/** Never a divisor of anything that a store counts in. */
const ODD_CHUNKS = [1, 4_093, 65_537, 777, 262_145, 31, 1_500_007];

/** A store with what lies behind it. */
interface Bench {
  store: MediaStore;
  /** Everything that is kept, finished or not. */
  kept(): Promise<string[]>;
  /** What a reader has taken from the disk or the network so far. */
  pulledBytes(body: Readable): number;
  close(): Promise<void>;
}

async function openDisk(): Promise<Bench> {
  const root = mkdtempSync(path.join(tmpdir(), 'switchboard-media-'));
  return {
    store: new DiskMediaStore(root),
    kept: async () => {
      const found = await readdir(root, { recursive: true, withFileTypes: true });
      return found.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    pulledBytes: (body) => (body as ReadStream).bytesRead,
    close: async () => rmSync(root, { recursive: true, force: true }),
  };
}

async function openS3(): Promise<Bench> {
  const server = await S3Server.start();
  const store = new S3MediaStore(server.settings);
  // What the system itself buffers for a connection, up to 32 MB on some machines, is not ours to bound.
  const sockets = new Set<Socket>();
  const remember = (message: unknown): unknown => sockets.add((message as { socket: Socket }).socket);
  subscribe('net.client.socket', remember);
  const receivedBytes = (): number => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  const before = new WeakMap<Readable, number>();
  return {
    store,
    kept: async () => [...(await server.objectNames()), ...(await server.uploads()).map(({ id }) => id)],
    pulledBytes: (body) => {
      if (!before.has(body)) before.set(body, receivedBytes());
      return receivedBytes() - before.get(body)!;
    },
    close: async () => {
      unsubscribe('net.client.socket', remember);
      store.onApplicationShutdown();
      await server.close();
    },
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function writeInto(writer: ObjectWriter, bytes: Buffer, chunkSizes: readonly number[] = [65_536]): Promise<void> {
  for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
    const chunk = bytes.subarray(offset, offset + chunkSizes[turn % chunkSizes.length]!);
    await writer.write(chunk);
    offset += chunk.length;
  }
}

async function put(store: MediaStore, bytes: Buffer, key = newKey(), chunkSizes?: readonly number[]): Promise<string> {
  const writer = await store.begin(key);
  await writeInto(writer, bytes, chunkSizes);
  await writer.commit();
  return key;
}

async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function get(store: MediaStore, key: string, range?: { start: number; end: number }): Promise<Buffer> {
  return bytesOf((await store.read(key, range))!.body);
}

const listed = (store: MediaStore): Promise<StoredObject[]> =>
  Readable.from(store.list()).toArray() as Promise<StoredObject[]>;
const keysIn = async (store: MediaStore): Promise<string[]> => (await listed(store)).map(({ key }) => key).sort();

/** Waits until nothing has moved for a while: the only sign of something that does not happen. */
async function untilStill(measure: () => number): Promise<void> {
  let [last, stillSinceMs] = [measure(), performance.now()];
  while (performance.now() - stillSinceMs < 100) {
    await delay(5);
    if (measure() !== last) [last, stillSinceMs] = [measure(), performance.now()];
  }
}

describe.each([
  ['disk', openDisk],
  ['S3', openS3],
])('Media on %s', (_, open) => {
  let bench: Bench;
  let store: MediaStore;

  beforeEach(async () => {
    bench = await open();
    store = bench.store;
  });
  afterEach(() => bench.close());

  it.each([
    ['nothing', 0],
    ['one byte', 1],
    ['one byte less than a part', 5 * MB - 1],
    ['a part', 5 * MB],
    ['one byte more than a part', 5 * MB + 1],
    ['two parts', 10 * MB],
    ['12 MB', 12_000_000],
  ])('comes back as it was given: %s', async (_name, sizeBytes) => {
    const bytes = randomBytes(sizeBytes);
    const key = await put(store, bytes, newKey(), ODD_CHUNKS);
    const found = await store.read(key);
    expect(found?.sizeBytes).toBe(sizeBytes);
    expect(sha256(await bytesOf(found!.body))).toBe(sha256(bytes));
  });

  it('comes back as it was given although the giver uses his buffer again', async () => {
    const [first, second] = [randomBytes(100_000), randomBytes(100_000)];
    const writer = await store.begin(newKey());
    const shared = Buffer.from(first);
    await writer.write(shared);
    second.copy(shared);
    await writer.write(shared);
    await writer.commit();
    const [key] = await keysIn(store);
    expect((await get(store, key!)).equals(Buffer.concat([first, second]))).toBe(true);
  });

  it('is read in parts', async () => {
    const bytes = randomBytes(6 * MB);
    const key = await put(store, bytes);
    const last = bytes.length - 1;
    for (const [start, end] of [
      [0, 0],
      [last, last],
      [5 * MB - 3, 5 * MB + 3],
      [0, last],
      [1_000_000, 4_000_000],
      [last - 1, last + 1_000],
    ] as const) {
      const found = await store.read(key, { start, end });
      expect(found?.sizeBytes).toBe(bytes.length);
      expect(sha256(await bytesOf(found!.body))).toBe(sha256(bytes.subarray(start, end + 1)));
    }
  });

  it.each([
    ['begins after the end', 10, 20],
    ['ends before it begins', 5, 4],
    ['begins before the object', -1, 4],
    ['is not of whole bytes', 0.5, 4],
  ])('is not read when the part that is asked for %s', async (_name, start, end) => {
    const key = await put(store, randomBytes(10));
    await expect(store.read(key, { start, end })).rejects.toBeInstanceOf(RangeError);
  });

  it('has no part when it is empty', async () => {
    const key = await put(store, Buffer.alloc(0));
    await expect(store.read(key, { start: 0, end: 0 })).rejects.toBeInstanceOf(RangeError);
  });

  it('is null when there is none', async () => {
    expect(await store.read(newKey())).toBeNull();
    expect(await store.read(newKey(), { start: 0, end: 1 })).toBeNull();
    expect(await keysIn(store)).toEqual([]);
  });

  it('is seen by nobody before it is complete', async () => {
    const key = newKey();
    const writer = await store.begin(key);
    await writeInto(writer, randomBytes(12 * MB));
    expect(await store.read(key)).toBeNull();
    expect(await keysIn(store)).toEqual([]);
    await writer.commit();
    expect(await keysIn(store)).toEqual([key]);
  });

  it('takes the place of what had its key', async () => {
    const key = await put(store, Buffer.from('before'));
    await put(store, Buffer.from('after'), key);
    expect((await get(store, key)).toString()).toBe('after');
  });

  it.each([
    ['at its beginning', 0],
    ['after some bytes', 100],
    ['after parts', 12 * MB],
  ])('leaves nothing when it is given up %s', async (_name, sizeBytes) => {
    const writer = await store.begin(newKey());
    await writeInto(writer, randomBytes(sizeBytes));
    await writer.discard();
    expect(await bench.kept()).toEqual([]);
  });

  it('leaves nothing when it is given up in the middle of a write, twice', async () => {
    const writer = await store.begin(newKey());
    const bytes = randomBytes(12 * MB);
    const writing = writer.write(bytes).catch((error: unknown) => error);
    await Promise.all([writer.discard(), writer.discard()]);
    await writing;
    await writer.discard();
    expect(await bench.kept()).toEqual([]);
    await expect(writer.write(bytes)).rejects.toThrow();
    await expect(writer.commit()).rejects.toThrow();
    expect(await bench.kept()).toEqual([]);
  });

  it('stays when it is given up after it was completed', async () => {
    const writer = await store.begin(newKey());
    await writer.write(Buffer.from('kept'));
    const committing = writer.commit();
    await writer.discard();
    await committing;
    await writer.discard();
    await expect(writer.commit()).rejects.toThrow();
    await expect(writer.write(Buffer.from('more'))).rejects.toThrow();
    const [key] = await keysIn(store);
    expect((await get(store, key!)).toString()).toBe('kept');
  });

  it('is listed with its size and age, of all tenants', async () => {
    const before = Date.now() - 2_000;
    const [first, second] = [newKey(), newKey(randomUUID())];
    await put(store, randomBytes(10), first);
    await put(store, randomBytes(6 * MB), second);
    const found = await listed(store);
    expect(Object.fromEntries(found.map(({ key, sizeBytes }) => [key, sizeBytes]))).toEqual({
      [first]: 10,
      [second]: 6 * MB,
    });
    for (const { modifiedAt } of found) {
      expect(modifiedAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(modifiedAt.getTime()).toBeLessThanOrEqual(Date.now() + 2_000);
    }
  });

  it('is removed, also when some of it is not there', async () => {
    const tenants = [randomUUID(), randomUUID()];
    const keys: string[] = [];
    for (let index = 0; index < 40; index += 1)
      keys.push(await put(store, randomBytes(10), newKey(tenants[index % 2])));
    const kept = keys.pop()!;
    await store.remove([...keys, newKey(), newKey(randomUUID())]);
    expect(await keysIn(store)).toEqual([kept]);
    expect(await store.read(keys[0]!)).toBeNull();
    await store.remove(keys);
    await store.remove([]);
    expect(await keysIn(store)).toEqual([kept]);
  });

  it('is removed a thousand at a time', async () => {
    const kept = await put(store, randomBytes(10));
    const keys = Array.from({ length: 1_000 }, () => newKey());
    await put(store, randomBytes(10), keys[999]);
    await expect(store.remove([...keys, kept])).rejects.toBeInstanceOf(RangeError);
    expect(await keysIn(store)).toHaveLength(2);
    await store.remove(keys);
    expect(await keysIn(store)).toEqual([kept]);
  });

  it('can be written and removed side by side', async () => {
    // All in one place, where the last to leave turns off the light.
    const rounds = Array.from({ length: 300 }, async () => {
      const key = await put(store, Buffer.from('short-lived'), `${TENANT}/aa${randomUUID().slice(2)}`);
      await store.remove([key]);
    });
    await Promise.all(rounds);
    expect(await bench.kept()).toEqual([]);
  });

  it('is read to its end although it is removed meanwhile', async () => {
    const bytes = randomBytes(2 * MB);
    const key = await put(store, bytes);
    const found = await store.read(key);
    await store.remove([key]);
    expect(sha256(await bytesOf(found!.body))).toBe(sha256(bytes));
    expect(await store.read(key)).toBeNull();
  });

  it('keeps 8 writers of 8 MB apart', async () => {
    const objects = Array.from({ length: 8 }, () => ({ key: newKey(), bytes: randomBytes(8 * MB) }));
    await Promise.all(objects.map(({ key, bytes }) => put(store, bytes, key, ODD_CHUNKS)));
    const found = await Promise.all(objects.map(async ({ key }) => sha256(await get(store, key))));
    expect(found).toEqual(objects.map(({ bytes }) => sha256(bytes)));
  });

  it('is not read ahead of a slow reader', async () => {
    const block = randomBytes(MB);
    const key = newKey();
    const writer = await store.begin(key);
    for (let count = 0; count < 64; count += 1) await writer.write(block);
    await writer.commit();
    const { body } = (await store.read(key))!;
    bench.pulledBytes(body);
    const reader = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    let takenBytes = 0;
    for (let next = await reader.next(); !next.done; next = await reader.next()) {
      takenBytes += next.value.length;
      if (takenBytes % (20 * MB) >= next.value.length) continue;
      await untilStill(() => bench.pulledBytes(body));
      expect(bench.pulledBytes(body) - takenBytes).toBeLessThan(2 * MB);
    }
    expect(takenBytes).toBe(64 * MB);
  });

  it('is let go by a reader that has enough', async () => {
    const key = await put(store, randomBytes(12 * MB));
    for (let count = 0; count < 20; count += 1) {
      const { body } = (await store.read(key))!;
      await body[Symbol.asyncIterator]().next();
      body.destroy();
    }
    expect(await get(store, key)).toHaveLength(12 * MB);
  });

  it('is left alone by the clean-up while it is written', async () => {
    const writer = await store.begin(newKey());
    await writeInto(writer, randomBytes(11 * MB));
    expect(await store.removeAbandoned(new Date())).toBe(0);
    await writer.commit();
    expect(await store.removeAbandoned(new Date(Date.now() + 48 * 60 * 60 * 1_000))).toBe(0);
    expect(await keysIn(store)).toHaveLength(1);
  });

  it('is ready', async () => {
    await expect(store.check()).resolves.toBeUndefined();
    expect(await bench.kept()).toEqual([]);
  });

  const UUID = 'ffffffff-0000-4000-8000-000000000000';
  it.each([
    '',
    '/',
    '../x',
    '/etc/passwd',
    `${UUID}`,
    `${UUID}/`,
    `/${UUID}/${UUID}`,
    `${UUID}/../${UUID}`,
    `${UUID}/..`,
    `${UUID}/${UUID}/${UUID}`,
    `${UUID}/${UUID}\0`,
    `${UUID}\0/${UUID}`,
    `${UUID}\\${UUID}`,
    `${UUID}/${UUID}\n`,
    `${UUID}/%2e%2e`,
    `${UUID}/${UUID.toUpperCase()}`,
    `${UUID}/${UUID}.part`,
    `${UUID}/${UUID.replaceAll('-', '')}`,
  ])('has no key like %j', async (key) => {
    const good = await put(store, Buffer.from('good'));
    await expect(store.begin(key)).rejects.toBeInstanceOf(TypeError);
    await expect(store.read(key)).rejects.toBeInstanceOf(TypeError);
    await expect(store.remove([good, key])).rejects.toBeInstanceOf(TypeError);
    expect(await keysIn(store)).toEqual([good]);
  });

  it('is complete in lists while others are written', async () => {
    const keys = await Promise.all(Array.from({ length: 30 }, () => put(store, randomBytes(10))));
    const writer = await store.begin(newKey());
    await writeInto(writer, randomBytes(11 * MB));
    expect(await keysIn(store)).toEqual(keys.sort());
    await writer.discard();
    await until(async () => (await bench.kept()).length === keys.length);
  });
});
