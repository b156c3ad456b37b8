import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DiskMediaStore } from './disk-media-store';
import type { StoredObject } from './media-store';
import { THIS_PROCESS, unfinishedName } from './unfinished-file';

const HOUR_MS = 60 * 60 * 1_000;
const newKey = (): string => `${randomUUID()}/${randomUUID()}`;
const listed = (store: DiskMediaStore): Promise<StoredObject[]> =>
  Readable.from(store.list()).toArray() as Promise<StoredObject[]>;

let folder: string;
let root: string;
let store: DiskMediaStore;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-disk-'));
  root = path.join(folder, 'media');
  store = new DiskMediaStore(root);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const child of children.splice(0)) await end(child);
  rmSync(folder, { recursive: true, force: true });
});

const unfinished = (): Promise<string[]> => readdir(path.join(root, 'unfinished'));

async function filesIn(): Promise<string[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Another process that has written a megabyte of an object, and will write on when it is told to end well. */
async function startWriter(): Promise<ChildProcess> {
  const script = `
    const { transformFileSync } = require('@swc/core');
    const options = require(${JSON.stringify(path.resolve(__dirname, '../../../../../../tools/swc-jest.config.js'))});
    require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
    const { DiskMediaStore } = require(${JSON.stringify(path.join(__dirname, 'disk-media-store.ts'))});
    (async () => {
      const writer = await new DiskMediaStore(${JSON.stringify(root)}).begin(${JSON.stringify(newKey())});
      await writer.write(Buffer.alloc(1024 * 1024, 1));
      process.stdout.write('half');
      process.stdin.once('data', async () => {
        await writer.write(Buffer.alloc(1024 * 1024, 2));
        await writer.commit();
        process.exit(0);
      });
    })();
  `;
  const child = spawn(process.execPath, ['--conditions=@switchboard/source', '--eval', script], {
    cwd: __dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('The writer ended.'))),
  ]);
  return child;
}

/** What every open file of this process does. */
async function fileMethods(): Promise<FileHandle> {
  const handle = await open(__filename);
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

const ioError = (code: string): Error => Object.assign(new Error(`${code}: a broken disk`), { code });

describe('The clean-up of the disk', () => {
  it('removes what a killed process has left, and nothing of a living one', async () => {
    const [victim, survivor] = await Promise.all([startWriter(), startWriter()]);
    expect(await store.removeAbandoned(new Date())).toBe(0);
    expect(await unfinished()).toHaveLength(2);

    await end(victim);
    expect(await store.removeAbandoned(new Date())).toBe(1);
    expect(await unfinished()).toHaveLength(1);

    survivor.stdin?.write('go on');
    await once(survivor, 'exit');
    expect(await unfinished()).toEqual([]);
    expect((await listed(store)).map(({ sizeBytes }) => sizeBytes)).toEqual([2 * 1024 * 1024]);
  });

  it('removes at once what an earlier process with our number has left', async () => {
    await store.check();
    const left = unfinishedName({ ...THIS_PROCESS, instance: '0'.repeat(16) });
    writeFileSync(path.join(root, 'unfinished', left), 'half');
    const writer = await store.begin(newKey());
    expect(await store.removeAbandoned(new Date())).toBe(1);
    expect(await unfinished()).toHaveLength(1);
    await writer.commit();
  });

  it('gives other hosts an hour', async () => {
    await store.check();
    const [old, young] = [1, 2].map(() => unfinishedName({ ...THIS_PROCESS, host: 'f'.repeat(16) }));
    for (const name of [old!, young!]) writeFileSync(path.join(root, 'unfinished', name), 'half');
    const now = new Date();
    const anHourAgo = new Date(now.getTime() - HOUR_MS - 1_000);
    await utimes(path.join(root, 'unfinished', old!), anHourAgo, anHourAgo);
    expect(await store.removeAbandoned(now)).toBe(1);
    expect(await unfinished()).toEqual([young]);
  });

  it('leaves alone what is not ours', async () => {
    await store.check();
    await writeFile(path.join(root, 'unfinished', 'notes.txt'), 'mine');
    expect(await store.removeAbandoned(new Date(Date.now() + 100 * HOUR_MS))).toBe(0);
    expect(await unfinished()).toEqual(['notes.txt']);
  });

  it('has nothing to do before anything was stored', async () => {
    expect(await store.removeAbandoned(new Date())).toBe(0);
    expect(await listed(store)).toEqual([]);
    await store.remove([newKey()]);
  });
});

describe('The folder of media', () => {
  it('is open to the account of the gateway alone', async () => {
    const writer = await store.begin(newKey());
    await writer.write(Buffer.from('x'));
    const [temporary] = await unfinished();
    expect((await stat(path.join(root, 'unfinished', temporary!))).mode & 0o777).toBe(0o600);
    await writer.commit();
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(path.join(entry.parentPath, entry.name));
      expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isFile() ? 0o600 : 0o700]);
    }
    expect((await stat(root)).mode & 0o777).toBe(0o700);
  });

  it('spreads the objects of a tenant, and keeps no empty folders', async () => {
    const key = newKey();
    const [tenant, object] = key.split('/') as [string, string];
    const writer = await store.begin(key);
    await writer.commit();
    expect((await stat(path.join(root, 'objects', tenant, object.slice(0, 2), object))).isFile()).toBe(true);
    await store.remove([key]);
    expect(await readdir(path.join(root, 'objects'))).toEqual([]);
  });

  it('lists objects only, whatever else somebody put there', async () => {
    const key = newKey();
    const writer = await store.begin(key);
    await writer.commit();
    const [tenant] = key.split('/') as [string];
    await writeFile(path.join(root, 'objects', 'README'), 'a file');
    await writeFile(path.join(root, 'objects', tenant, '.DS_Store'), 'a file');
    await mkdir(path.join(root, 'objects', 'lost+found', 'aa'), { recursive: true });
    await writeFile(path.join(root, 'objects', 'lost+found', 'aa', randomUUID()), 'a file');
    expect((await listed(store)).map((found) => found.key)).toEqual([key]);
  });

  it('that cannot be written to says so', async () => {
    writeFileSync(root, 'a file where the folder should be');
    await expect(store.check()).rejects.toThrow(/^the folder of media cannot be written to: ENOTDIR/);
    await expect(store.begin(newKey())).rejects.toMatchObject({ code: 'SYS_002' });
    await expect(store.read(newKey())).rejects.toMatchObject({ code: 'SYS_002' });
  });
});

describe('A disk that fails', () => {
  it('while an object is written leaves nothing of it', async () => {
    const methods = await fileMethods();
    const writer = await store.begin(newKey());
    await writer.write(randomBytes(300_000));
    jest.spyOn(methods, 'write').mockRejectedValueOnce(ioError('ENOSPC'));
    const failure = { code: 'SYS_002', cause: expect.objectContaining({ code: 'ENOSPC' }) };
    // Chunks are written behind the writer's back: it is told with the next one.
    const failing = async (): Promise<never> => {
      for (;;) await writer.write(randomBytes(300_000));
    };
    await expect(failing()).rejects.toMatchObject(failure);
    // There is room again, but bytes are missing.
    await expect(writer.write(randomBytes(10))).rejects.toMatchObject(failure);
    await expect(writer.commit()).rejects.toMatchObject(failure);
    await writer.discard();
    expect(await filesIn()).toEqual([]);
  });

  it('while an object is made durable leaves nothing of it', async () => {
    const methods = await fileMethods();
    const writer = await store.begin(newKey());
    await writer.write(randomBytes(10));
    jest.spyOn(methods, 'sync').mockRejectedValueOnce(ioError('EIO'));
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    await writer.discard();
    expect(await filesIn()).toEqual([]);
  });

  it('after an object came to its place leaves nothing of it', async () => {
    const methods = await fileMethods();
    const key = newKey();
    const writer = await store.begin(key);
    const sync = jest.spyOn(methods, 'sync');
    sync.mockResolvedValueOnce(undefined).mockRejectedValueOnce(ioError('EIO'));
    await expect(writer.commit()).rejects.toMatchObject({ code: 'SYS_002' });
    expect(await filesIn()).toHaveLength(1);
    await writer.discard();
    expect(await filesIn()).toEqual([]);
    expect(await store.read(key)).toBeNull();
  });
});
