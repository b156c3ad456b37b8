import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';

import type { Request, Response } from 'express';
import multer from 'multer';
import type { StorageEngine } from 'multer';

import { invalidParameter } from './graph-refusal';
import type { MediaFile } from './media-folder';
import type { MediaStore } from './media-store';
import type { LoggedUpload } from './upload-log';

const UPLOAD_MAX_BYTES = 100 * 1024 * 1024;

/** The file of a form, written to the disk; whoever reads the form adds it to the media or discards it. */
export interface UploadedFile {
  readonly mimeType: string;
  readonly filename: string;
  readonly file: MediaFile;
}

/** A form that arrived whole. */
export interface UploadForm {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The part `file`, if there is one. */
  readonly upload: UploadedFile | undefined;
}

/**
 * Reads a multipart body with its parts in any order; the file goes to the disk as it comes.
 *
 * @param bytesPerSecond how fast the file is read; as fast as it comes when absent
 * @throws GraphRefusal 100 for what is not a form, a second file, a file above 100 MiB, or a body that breaks off; the
 *   upload has then ended, and nothing is left of it
 */
export async function readUploadForm(
  request: IncomingMessage,
  media: MediaStore,
  log: LoggedUpload,
  bytesPerSecond?: number,
): Promise<UploadForm> {
  const storage = new UploadStorage(media, bytesPerSecond);
  try {
    // Of the same tick as the parser below, so that neither misses a byte.
    request.on('data', (chunk: Buffer) => (log.receivedBytes += chunk.length));
    const fields = await parseForm(request, storage);
    return { fields, upload: storage.take('file') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is not a form';
    await storage.discardAll();
    const isBrokenOff = !request.complete || /^Unexpected end of/.test(reason);
    log.end(isBrokenOff ? 'broken-off' : 'refused');
    throw invalidParameter(`The upload could not be read: ${reason}.`);
  }
}

function parseForm(request: IncomingMessage, storage: StorageEngine): Promise<UploadForm['fields']> {
  const limits = { fileSize: UPLOAD_MAX_BYTES, files: 1 };
  const parse = multer({ storage, limits, defParamCharset: 'utf8' }).any();
  // Multer is written for Express and touches only what Node's own request has.
  const expressRequest = request as Request;
  return new Promise((resolve, reject) => {
    parse(expressRequest, new ServerResponse(request) as Response, (error: unknown) => {
      if (error === undefined || error === null) resolve((expressRequest.body ?? {}) as UploadForm['fields']);
      else reject(error instanceof Error ? error : new Error('it is not a form'));
    });
  });
}

/** Where the parser puts files: each into the folder of media, until the form is known to be whole. */
class UploadStorage implements StorageEngine {
  private readonly writes: Promise<void>[] = [];
  private files: (UploadedFile & { readonly field: string })[] = [];

  constructor(
    private readonly media: MediaStore,
    private readonly bytesPerSecond: number | undefined,
  ) {}

  _handleFile(...[_request, part, done]: Parameters<StorageEngine['_handleFile']>): void {
    const write = this.media.write(part.stream, this.bytesPerSecond).then(
      (file) => {
        this.files.push({ field: part.fieldname, mimeType: part.mimetype, filename: part.originalname, file });
        done(null, { path: file.path, size: file.sizeBytes });
      },
      (error: unknown) => done(error),
    );
    this.writes.push(write);
  }

  /** Files are discarded by `take` and `discardAll`. */
  _removeFile(...[_request, _part, done]: Parameters<StorageEngine['_removeFile']>): void {
    done(null);
  }

  /** The file of a field; all others are discarded. */
  take(field: string): UploadedFile | undefined {
    const taken = this.files.find((file) => file.field === field);
    for (const { file } of this.files) if (file !== taken?.file) this.media.discard(file);
    this.files = [];
    return taken;
  }

  /** Waits for the writes, which the broken body ends, so that no file comes later. */
  async discardAll(): Promise<void> {
    await Promise.allSettled(this.writes);
    for (const { file } of this.files) this.media.discard(file);
    this.files = [];
  }
}
