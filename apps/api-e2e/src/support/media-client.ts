import { createHash } from 'node:crypto';
import { Pool } from 'undici';
import type { SampleFile } from '@switchboard/contracts';
import { type Answer, expectStatus } from './http-client';

/** A part of a form; with a file name it is a file. */
export interface FormPart {
  name: string;
  content: string | Uint8Array;
  filename?: string;
  /** Absent: the part has none. */
  contentType?: string;
  /** Instead of the `Content-Disposition` that name and file name make. */
  disposition?: string;
}

/** A form as it goes over the wire. */
export interface Form {
  contentType: string;
  body: Buffer;
}

/** An answer with its bytes as they came. */
export interface FileAnswer extends Answer {
  bytes: Buffer;
}

/** What the gateway says about a file. */
export interface MediaMetadata {
  id: string;
  mimeType: string;
  sha256: string;
  fileSize: number;
  filename: string | null;
  phoneNumberId: string;
  direction: string;
  storedAt: string;
  expiresAt: string;
  inVault: boolean;
}

export const UPLOAD_PATH = '/v2/media/upload';
export const BOUNDARY = '----switchboard-e2e-boundary';

const TIMEOUT_MS = 30_000;
const CONNECTIONS = 32;

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The file as a part of a form, as browsers and curl write it. */
export function filePart({ filename, mimeType, bytes }: SampleFile, changes: Partial<FormPart> = {}): FormPart {
  return { name: 'file', content: bytes, filename, contentType: mimeType, ...changes };
}

export function fieldPart(name: string, content: string): FormPart {
  return { name, content };
}

/** Everything of a form up to its closing boundary. */
export function openFormOf(parts: readonly FormPart[], boundary = BOUNDARY): Buffer {
  const chunks = parts.flatMap(({ name, content, filename, contentType, disposition }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const head = [
      `--${boundary}`,
      `Content-Disposition: ${disposition ?? `form-data; name="${name}"${file}`}`,
      ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
    ].join('\r\n');
    return [Buffer.from(`${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')];
  });
  return Buffer.concat(chunks);
}

export function formOf(parts: readonly FormPart[], boundary = BOUNDARY): Form {
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([openFormOf(parts, boundary), Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** Media of a tenant over v2, byte for byte: no header is sent but what is given, and the key's. */
export class MediaClient {
  private readonly pool: Pool;

  constructor(
    readonly url: string,
    readonly key: string,
  ) {
    this.pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  }

  /** An iterable body is sent in chunks, without a length. */
  async call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    { body, headers = {} }: { body?: Uint8Array | AsyncIterable<Uint8Array>; headers?: Record<string, string> } = {},
  ): Promise<FileAnswer> {
    const response = await this.pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${this.key}`, ...headers },
      body: body as Uint8Array | undefined,
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    const text = bytes.toString();
    return {
      status: response.statusCode,
      headers: response.headers,
      bytes,
      text,
      get json() {
        return JSON.parse(text) as unknown;
      },
    };
  }

  uploadForm(parts: readonly FormPart[], headers: Record<string, string> = {}): Promise<FileAnswer> {
    const { contentType, body } = formOf(parts);
    return this.call('POST', UPLOAD_PATH, { body, headers: { 'content-type': contentType, ...headers } });
  }

  uploadRaw(body: Uint8Array | AsyncIterable<Uint8Array>, headers: Record<string, string> = {}): Promise<FileAnswer> {
    return this.call('POST', UPLOAD_PATH, { body, headers });
  }

  async metadata(mediaId: string): Promise<MediaMetadata> {
    return expectStatus(await this.call('GET', `/v2/media/${mediaId}`), 200).data;
  }

  /** All files, as far as one page goes. */
  async list(): Promise<MediaMetadata[]> {
    return expectStatus(await this.call('GET', '/v2/media?limit=100'), 200).data.items;
  }

  download(mediaId: string): Promise<FileAnswer> {
    return this.call('GET', `/v2/media/${mediaId}/download`);
  }

  /** Drops all connections. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
