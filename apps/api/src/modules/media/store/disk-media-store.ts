import type { Dirent, Stats } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskObjectWriter, FILE_MODE, FOLDER_MODE } from './disk-object-writer';
import { type ByteRange, MediaStore, type ObjectContent, type ObjectWriter, type StoredObject } from './media-store';
import { assertObjectKey, assertRemovable, isObjectKey, rangeWithin } from './object-key';
import { onStore, storeError } from './store-error';
import { isAbandoned, THIS_PROCESS, unfinishedName, writerOf } from './unfinished-file';

/** What a reader holds at most; a reader that stops makes reading stop. */
const READ_BYTES = 256 * 1024;

/**
 * Objects as files of one folder, which may lie on a volume that several machines share:
 * `objects/{tenant}/{first two digits of the object}/{object}`, and `unfinished/` for those that are being written.
 */
export class DiskMediaStore extends MediaStore {
  private readonly objects: string;
  private readonly unfinished: string;

  constructor(root: string) {
    super();
    this.objects = path.join(root, 'objects');
    this.unfinished = path.join(root, 'unfinished');
  }

  async begin(key: string): Promise<ObjectWriter> {
    assertObjectKey(key);
    const temporary = this.temporaryPath();
    const handle = await onStore(() => this.create(temporary));
    return new DiskObjectWriter(handle, temporary, this.pathOf(key));
  }

  async read(key: string, range?: ByteRange): Promise<ObjectContent | null> {
    assertObjectKey(key);
    const handle = await onStore(() => unlessMissing(open(this.pathOf(key), 'r')));
    if (!handle) return null;
    try {
      const { size } = await handle.stat();
      const part = range && rangeWithin(range, size);
      return { body: handle.createReadStream({ ...part, highWaterMark: READ_BYTES }), sizeBytes: size };
    } catch (error) {
      await handle.close();
      throw error instanceof RangeError ? error : storeError(error);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    assertRemovable(keys);
    await onStore(async () => {
      for (const key of keys) await rm(this.pathOf(key), { force: true });
      const folders = new Set(keys.map((key) => path.dirname(this.pathOf(key))));
      for (const folder of folders) await removeIfEmpty(folder);
      for (const folder of new Set([...folders].map((each) => path.dirname(each)))) await removeIfEmpty(folder);
    });
  }

  async *list(): AsyncGenerator<StoredObject> {
    for await (const tenant of entriesOf(this.objects)) {
      for await (const digits of entriesOf(path.join(this.objects, tenant.name))) {
        const folder = path.join(this.objects, tenant.name, digits.name);
        for await (const { name } of entriesOf(folder)) {
          const key = `${tenant.name}/${name}`;
          const found = isObjectKey(key) ? await statOf(path.join(folder, name)) : null;
          if (found) yield { key, sizeBytes: found.size, modifiedAt: found.mtime };
        }
      }
    }
  }

  async removeAbandoned(now: Date): Promise<number> {
    let removed = 0;
    for await (const { name } of entriesOf(this.unfinished)) {
      const writer = writerOf(name);
      const file = path.join(this.unfinished, name);
      const found = writer && (await statOf(file));
      if (!found || !isAbandoned(writer, now.getTime() - found.mtimeMs)) continue;
      await onStore(() => rm(file, { force: true }));
      removed += 1;
    }
    return removed;
  }

  /** Writes a byte, because a folder that may be written to can still lie on a full or read-only disk. */
  async check(): Promise<void> {
    const probe = this.temporaryPath();
    try {
      const handle = await this.create(probe);
      try {
        await handle.write('.');
      } finally {
        await handle.close();
        await rm(probe, { force: true });
      }
    } catch (error) {
      throw new Error(`the folder of media cannot be written to: ${(error as Error).message}`, { cause: error });
    }
  }

  private pathOf(key: string): string {
    const [tenant = '', object = ''] = key.split('/');
    return path.join(this.objects, tenant, object.slice(0, 2), object);
  }

  private temporaryPath(): string {
    return path.join(this.unfinished, unfinishedName(THIS_PROCESS));
  }

  private async create(file: string): Promise<FileHandle> {
    const handle = await unlessMissing(open(file, 'wx', FILE_MODE));
    if (handle) return handle;
    await mkdir(this.unfinished, { recursive: true, mode: FOLDER_MODE });
    return open(file, 'wx', FILE_MODE);
  }
}

/** Null when there is no such file or folder. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What lies in a folder, without holding all of it in memory; nothing when there is no such folder. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    const entries = await unlessMissing(opendir(folder));
    if (entries) yield* entries;
  } catch (error) {
    // A file that somebody else put there is none of our folders.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw storeError(error);
  }
}

function statOf(file: string): Promise<Stats | null> {
  return onStore(() => unlessMissing(stat(file)));
}

/** Who writes into it at the same time makes it anew. */
async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
