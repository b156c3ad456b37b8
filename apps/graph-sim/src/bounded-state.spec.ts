import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { MediaStore } from './media-store';
import { MessageLog } from './message-log';
import { RecentMap } from './recent-map';
import { UploadLog } from './upload-log';

describe('the log of messages', () => {
  it('drops the oldest beyond its number of messages', () => {
    const log = new MessageLog(3, 1_000_000);
    for (let index = 0; index < 5; index += 1) log.name(log.add('/', 'p', 't', `{"n":${index}}`), `wamid.${index}`);
    expect(log.counts).toEqual({ received: 5, accepted: 5, kept: 3 });
    expect(log.list({}, 10).map(({ rawBody }) => rawBody)).toEqual(['{"n":4}', '{"n":3}', '{"n":2}']);
    expect(log.findByWamid('wamid.1')).toBeUndefined();
    expect(log.findByWamid('wamid.2')).toBeDefined();
  });

  it('drops the oldest beyond its bytes', () => {
    const log = new MessageLog(1_000, 100);
    for (let index = 0; index < 10; index += 1) log.add('/', 'p', 't', 'x'.repeat(40));
    expect(log.counts.kept).toBe(2);
  });
});

describe('a map of recent entries', () => {
  it('never grows past its bound and keeps what is used', () => {
    const map = new RecentMap<number, string>(100);
    map.set(-1, 'kept');
    for (let key = 0; key < 10_000; key += 1) {
      map.set(key, 'x');
      expect(map.get(-1)).toBe('kept');
      expect(map.size).toBeLessThanOrEqual(100);
    }
    expect(map.get(0)).toBeUndefined();
    expect(map.get(9_999)).toBe('x');
  });
});

describe('the media store', () => {
  const bytes = (size: number): Readable => Readable.from([Buffer.alloc(size, 'x')], { objectMode: false });
  const upload = { origin: 'upload', phoneNumberId: 'p', mimeType: 'image/png' } as const;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bounded-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Files below the folder that the store was given. */
  const onDisk = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);

  it.each([
    ['bytes', 250, 50],
    ['number of files', 10_000, 2],
  ])('drops the oldest files, from the disk too, beyond its %s', async (_bound, maxBytes, maxFiles) => {
    const store = new MediaStore(folder, maxBytes, maxFiles);
    const stored = [];
    for (let count = 0; count < 3; count += 1) stored.push(store.add(upload, await store.write(bytes(100))));
    expect(stored.map(({ id }) => store.find(id)?.file.sizeBytes)).toEqual([undefined, 100, 100]);
    expect(store.counts).toEqual({ files: 2, bytes: 200 });
    expect(onDisk()).toHaveLength(2);
    store.clear();
    expect(onDisk()).toHaveLength(0);
  });

  it('keeps a file that alone is larger than its bound', async () => {
    const store = new MediaStore(folder, 50);
    const { id } = store.add(upload, await store.write(bytes(100)));
    expect(store.find(id)).toBeDefined();
    store.close();
  });

  it('makes its folder for the first file and removes it when it closes', async () => {
    const store = new MediaStore(folder);
    expect(readdirSync(folder)).toHaveLength(0);
    store.add(upload, await store.write(bytes(1)));
    expect(readdirSync(folder)).toHaveLength(1);
    store.close();
    expect(readdirSync(folder)).toHaveLength(0);
    await expect(store.write(bytes(1))).rejects.toThrow('closed');
  });

  it('removes what it wrote of a stream that breaks off', async () => {
    const store = new MediaStore(folder);
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(1_000_000);
        throw new Error('gone');
      })(),
    );
    await expect(store.write(broken)).rejects.toThrow('gone');
    expect(onDisk()).toHaveLength(0);
    store.close();
  });
});

describe('the log of uploads', () => {
  it('lists the latest and counts all', () => {
    const log = new UploadLog(2);
    const uploads = Array.from({ length: 3 }, (_, index) => log.begin(String(index), 't'));
    uploads[0]?.end('broken-off');
    uploads[0]?.end('completed');
    expect(log.list({}, 10).map(({ phoneNumberId }) => phoneNumberId)).toEqual(['2', '1']);
    expect(log.counts).toEqual({ begun: 3, underWay: 2, completed: 0, refused: 0, brokenOff: 1 });
  });
});
