import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { randomHex } from './identifiers';
import { atPace } from './pace';

/** A file that was written to its end. */
export interface MediaFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256Hex: string;
}

const NAME_BYTES = 16;
/** Bytes that wait to be written, of each file: the only memory that a transfer takes, however long it is. */
const WRITE_BUFFER_BYTES = 512 * 1024;

/** Folders of simulators that run in this process. */
const folders = new Set<string>();

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/**
 * A folder of the simulator's own among temporary files. It is made when the first file is written, and removed when
 * the simulator closes or the process ends; only a process that is killed leaves it behind.
 */
export class MediaFolder {
  private folder: string | null = null;
  private isClosed = false;

  /** @param parent where the folder is made; the system's folder for temporary files when absent */
  constructor(private readonly parent = tmpdir()) {}

  /**
   * Writes a stream to a new file, hashed on the way. A stream that breaks off leaves nothing.
   *
   * @param bytesPerSecond how fast the stream is read; as fast as it comes when absent
   */
  async write(source: Readable, bytesPerSecond?: number): Promise<MediaFile> {
    const path = join(this.ensure(), randomHex(NAME_BYTES));
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measured = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
    };
    // Opened before anything is read, so that a stream that breaks off finds the file that is to be removed.
    const handle = await open(path, 'wx');
    try {
      const sink = handle.createWriteStream({ highWaterMark: WRITE_BUFFER_BYTES });
      if (bytesPerSecond === undefined) await pipeline(source, measured, sink);
      else await pipeline(source, atPace(bytesPerSecond), measured, sink);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { path, sizeBytes, sha256Hex: hash.digest('hex') };
  }

  remove(file: MediaFile): void {
    rmSync(file.path, { force: true });
  }

  /** Removes the folder with everything in it; nothing can be written any more. */
  close(): void {
    this.isClosed = true;
    if (this.folder === null) return;
    // A write that is being broken off may add its file meanwhile; the removal is then repeated.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    folders.delete(this.folder);
    if (folders.size === 0) process.off('exit', removeFolders);
    this.folder = null;
  }

  private ensure(): string {
    if (this.isClosed) throw new Error('The simulator is closed.');
    if (this.folder !== null) return this.folder;
    this.folder = mkdtempSync(join(this.parent, 'graph-sim-'));
    if (folders.size === 0) process.once('exit', removeFolders);
    folders.add(this.folder);
    return this.folder;
  }
}
