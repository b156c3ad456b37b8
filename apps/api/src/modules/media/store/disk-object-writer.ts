import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { StagedWriter } from './staged-writer';

/** Chunks from a network are some 16–64 KiB: fewer, larger system calls are several times cheaper. */
const WRITE_BYTES = 256 * 1024;
/** Who removes the last object of a folder may remove the folder between our making it and moving into it. */
const MOVE_ATTEMPTS = 10;

/** Only the account of the gateway may look at media. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** An object in a temporary file, moved to its place by `commit`. While 256 KiB are written, the next fill: it holds twice as much. */
export class DiskObjectWriter extends StagedWriter {
  private filling = Buffer.allocUnsafeSlow(WRITE_BYTES);
  private filledBytes = 0;
  /** What is being written, free when that is done. */
  private spare?: Buffer<ArrayBuffer>;
  private writing: Promise<void> = Promise.resolve();
  private isMoved = false;

  constructor(
    private readonly handle: FileHandle,
    private readonly temporary: string,
    private readonly target: string,
  ) {
    super();
  }

  protected async append(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.byteLength;) {
      const sizeBytes = Math.min(WRITE_BYTES - this.filledBytes, chunk.byteLength - offset);
      this.filling.set(chunk.subarray(offset, offset + sizeBytes), this.filledBytes);
      this.filledBytes += sizeBytes;
      offset += sizeBytes;
      if (this.filledBytes === WRITE_BYTES) await this.flush();
    }
  }

  protected async publish(): Promise<void> {
    await this.writing;
    await this.writeOut(this.filling.subarray(0, this.filledBytes));
    await this.handle.sync();
    await this.handle.close();
    await this.move();
    // The file is durable; its name is only when the folders that lead to it are.
    const folder = path.dirname(this.target);
    for (const each of [folder, path.dirname(folder), path.resolve(folder, '../..')]) await syncFolder(each);
  }

  protected async undo(): Promise<void> {
    try {
      // Waits for a write that is under way.
      await this.handle.close();
    } finally {
      await rm(this.temporary, { force: true });
      if (this.isMoved) await rm(this.target, { force: true });
    }
  }

  /** Waits for the write before, and not for its own. */
  private async flush(): Promise<void> {
    await this.writing;
    const full = this.filling;
    this.filling = this.spare ?? Buffer.allocUnsafeSlow(WRITE_BYTES);
    this.spare = full;
    this.filledBytes = 0;
    this.writing = this.writeOut(full);
    // Known at the next chunk, not only when the buffer is full again.
    this.writing.catch((error: unknown) => this.fail(error));
  }

  private async writeOut(bytes: Buffer): Promise<void> {
    for (let written = 0; written < bytes.byteLength;) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.byteLength - written);
      written += bytesWritten;
    }
  }

  private async move(): Promise<void> {
    for (let attempt = 1; !this.isMoved; attempt += 1) {
      try {
        if (attempt > 1) await mkdir(path.dirname(this.target), { recursive: true, mode: FOLDER_MODE });
        await rename(this.temporary, this.target);
        this.isMoved = true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === MOVE_ATTEMPTS) throw error;
      }
    }
  }
}

/** Windows has no such thing as a folder's fsync. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
