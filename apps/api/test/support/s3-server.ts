import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import S3rver from 's3rver';
import type { S3StoreSettings } from '../../src/config/env';

const BUCKET = 'switchboard-media';
/** The account that s3rver knows. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const PART_BYTES_MIN = 5 * 1024 * 1024;

interface FileObject {
  bucket: string;
  key: string;
  content: Readable | Buffer | null;
  metadata: Record<string, string>;
  size: number;
  lastModifiedDate: Date;
  range?: { start: number; end: number };
}

/** What s3rver keeps its objects in, as far as it is used here; its types do not tell. */
interface FileStore {
  getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  putMetadata(bucket: string, key: string, metadata: Record<string, string>, md5: string): Promise<void>;
  listObjects(
    bucket: string,
    options: { prefix: string; startAfter: string; maxKeys: number },
  ): Promise<{ objects: FileObject[]; isTruncated: boolean }>;
  getObject(bucket: string, key: string, options: { start?: number; end?: number }): Promise<FileObject | null>;
  putObject(object: FileObject): Promise<{ size: number; md5: string }>;
  putPart(bucket: string, upload: string, part: string, content: Readable): Promise<{ size: number; md5: string }>;
  deleteObject(bucket: string, key: string): Promise<void>;
}

/** A multipart upload that has been neither completed nor aborted. */
export interface Upload {
  id: string;
  key: string;
  initiated: Date;
}

/**
 * An S3 on 127.0.0.1 for tests: s3rver, with what it lacks and where it is less than S3:
 * - uploads are aborted and listed, and end when they do (s3rver knows neither AbortMultipartUpload nor ListMultipartUploads);
 * - an object or part is there when the answer says so, and not before (s3rver answers while it writes, into the object itself);
 * - `Range: bytes=0-0` is one byte, and no byte of an empty object can be asked for;
 * - lists have pages (s3rver encrypts its continuation tokens with DES, which OpenSSL 3 does not know);
 * - objects are removed side by side (s3rver removes empty folders, and stumbles over those that are gone);
 * - parts below 5 MiB are refused when they are not the last one.
 * Signatures (version 4) and checksums are not verified, as in s3rver.
 */
export class S3Server {
  readonly bucket = BUCKET;
  /** Called before every request; true when it has answered, or never will. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** What s3rver itself answers to ListMultipartUploads is NotImplemented. */
  canListUploads = true;
  /** Objects and uploads of one page of a list. */
  pageSize = 1_000;
  /** All requests so far, as `PUT /bucket/key?query`. */
  readonly requests: string[] = [];
  /** How many connections there have been. */
  connections = 0;

  private constructor(
    private readonly directory: string,
    private readonly store: FileStore,
    private readonly server: Server,
    private readonly s3rver: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    server.on('connection', () => (this.connections += 1));
    server.on('request', (request, response) => {
      this.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (!this.intercept(request, response)) this.handle(request, response);
    });
  }

  static async start(): Promise<S3Server> {
    const directory = mkdtempSync(path.join(tmpdir(), 'switchboard-s3-'));
    const buckets = [{ name: BUCKET, configs: [] }];
    const s3rver = new S3rver({ directory, silent: true, vhostBuckets: false, configureBuckets: buckets });
    const { store } = s3rver as unknown as { store: FileStore };
    mend(store);
    await s3rver.configureBuckets();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new S3Server(directory, store, server, s3rver.callback());
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get settings(): S3StoreSettings {
    return {
      kind: 's3',
      bucket: BUCKET,
      region: 'us-east-1',
      endpoint: this.endpoint,
      credentials: { ...CREDENTIALS },
    };
  }

  /** What happens to a request that was not intercepted, or now is no longer held back. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.answer(request, response).then(
      (hasAnswered) => {
        if (!hasAnswered) this.s3rver(request, response);
      },
      (error: unknown) => refuse(request, response, 500, String(error)),
    );
  }

  async objectNames(): Promise<string[]> {
    const { objects } = await this.store.listObjects(BUCKET, { prefix: '', startAfter: '', maxKeys: 100_000 });
    return objects.map(({ key }) => key);
  }

  async uploads(): Promise<Upload[]> {
    const folder = this.store.getResourcePath(BUCKET, undefined, 'uploads');
    const ids = existsSync(folder) ? await readdir(folder) : [];
    const found = await Promise.all(ids.sort().map((id) => uploadIn(path.join(folder, id))));
    return found.filter((upload) => upload !== null);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** What s3rver does not do, or not well; false when it does. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.endpoint);
    const isBucket = /^\/[^/]+\/?$/.test(pathname);
    if (request.method === 'GET' && isBucket && searchParams.has('uploads') && this.canListUploads)
      return xml(response, 200, await this.uploadList(searchParams));
    if (request.method === 'GET' && isBucket && searchParams.get('list-type') === '2')
      return xml(response, 200, await this.objectList(searchParams));
    const upload = searchParams.get('uploadId');
    if (upload === null) return false;
    const folder = path.join(this.store.getResourcePath(BUCKET, undefined, 'uploads'), path.basename(upload));
    if (!existsSync(folder)) return refuse(request, response, 404, 'NoSuchUpload');
    if (request.method === 'DELETE') {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      response.writeHead(204).end();
      return true;
    }
    if (request.method === 'POST' && (await hasSmallPart(folder)))
      return refuse(request, response, 400, 'EntityTooSmall');
    return false;
  }

  private async objectList(query: URLSearchParams): Promise<string> {
    const prefix = query.get('prefix') ?? '';
    const startAfter = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
    const { objects, isTruncated } = await this.store.listObjects(BUCKET, {
      prefix,
      startAfter,
      maxKeys: this.pageSize,
    });
    const contents = objects.map(
      ({ key, size, lastModifiedDate }) =>
        `<Contents><Key>${key}</Key><LastModified>${lastModifiedDate.toISOString()}</LastModified><Size>${size}</Size></Contents>`,
    );
    const token = Buffer.from(objects.at(-1)?.key ?? '').toString('base64url');
    const next = isTruncated ? `<NextContinuationToken>${token}</NextContinuationToken>` : '';
    return `<ListBucketResult><Name>${BUCKET}</Name><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
  }

  private async uploadList(query: URLSearchParams): Promise<string> {
    const after = query.get('upload-id-marker') ?? '';
    const prefix = query.get('prefix') ?? '';
    const all = (await this.uploads()).filter(({ id, key }) => id > after && key.startsWith(prefix));
    const page = all.slice(0, this.pageSize);
    const [last, isTruncated] = [page.at(-1), all.length > page.length];
    const next = last
      ? `<NextKeyMarker>${last.key}</NextKeyMarker><NextUploadIdMarker>${last.id}</NextUploadIdMarker>`
      : '';
    const uploads = page.map(
      ({ id, key, initiated }) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated.toISOString()}</Initiated></Upload>`,
    );
    return `<ListMultipartUploadsResult><Bucket>${BUCKET}</Bucket><IsTruncated>${isTruncated}</IsTruncated>${next}${uploads.join('')}</ListMultipartUploadsResult>`;
  }
}

/** An answer of S3 that is an error. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): true {
  request.resume();
  return xml(response, status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function xml(response: ServerResponse, status: number, body: string): true {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
  return true;
}

/** Null while it is begun or ended. */
async function uploadIn(folder: string): Promise<Upload | null> {
  try {
    const file = path.join(folder, 'key');
    const key = await readFile(file, 'utf8');
    return key === '' ? null : { id: path.basename(folder), key, initiated: (await stat(file)).mtime };
  } catch {
    return null;
  }
}

async function hasSmallPart(folder: string): Promise<boolean> {
  const numbers = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
  const sizes = await Promise.all(numbers.slice(0, -1).map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.some((size) => size < PART_BYTES_MIN);
}

/** Writes beside the file, then moves: there is never half of it. */
async function writeWhole(file: string, content: Readable | Buffer): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5');
  let size = 0;
  const temporary = `${file}.${Math.random()}.tmp`;
  const count = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  try {
    await pipeline(Buffer.isBuffer(content) ? Readable.from([content]) : content, count, createWriteStream(temporary));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { size, md5: hash.digest('hex') };
}

/** Replaces the methods of s3rver's store that are less than S3. */
function mend(store: FileStore): void {
  const getObject = store.getObject.bind(store);
  store.getObject = async (bucket, key, options) => {
    if (options.start === undefined) return getObject(bucket, key, options);
    const object = await getObject(bucket, key, { start: options.start, end: options.end === 0 ? 1 : options.end });
    if (!object?.range || !(object.content instanceof Readable)) return object;
    if (object.size > 0 && options.end !== 0) return object;
    object.content.destroy();
    object.range = { start: options.start, end: 0 };
    const file = store.getResourcePath(bucket, key, 'object');
    object.content = object.size > 0 ? createReadStream(file, { start: 0, end: 0 }) : null;
    return object;
  };
  store.putObject = async ({ bucket, key, content, metadata }) => {
    const file = store.getResourcePath(bucket, key, 'object');
    await mkdir(path.dirname(file), { recursive: true });
    const written = await writeWhole(file, content ?? Buffer.alloc(0));
    await store.putMetadata(bucket, key, metadata, written.md5);
    return written;
  };
  store.putPart = async (bucket, upload, part, content) => {
    const file = path.join(store.getResourcePath(bucket, undefined, 'uploads'), upload, part);
    const written = await writeWhole(file, content);
    await writeFile(`${file}.md5`, written.md5);
    return written;
  };
  store.deleteObject = async (bucket, key) => {
    for (const resource of ['object', 'object.md5', 'metadata.json'])
      await rm(store.getResourcePath(bucket, key, resource), { force: true });
  };
}
