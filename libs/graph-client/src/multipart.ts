import { randomUUID } from 'node:crypto';

export interface FilePart {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename: string;
}

export interface MultipartBody {
  readonly contentType: string;
  readonly contentLengthBytes: number;
  /** Written one after the other; the file itself is not copied. */
  readonly chunks: readonly Uint8Array[];
}

/** Builds a `multipart/form-data` body: the fields first, then the file in the part `file`. */
export function buildMultipart(fields: Readonly<Record<string, string>>, file: FilePart): MultipartBody {
  const boundary = `switchboard-${randomUUID()}`;
  const fieldParts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `${fieldParts.join('')}--${boundary}\r\n` +
    `Content-Disposition: form-data; name="file"; filename="${quote(file.filename)}"\r\n` +
    `Content-Type: ${oneLine(file.mimeType)}\r\n\r\n`;
  const chunks = [Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)];
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLengthBytes: chunks.reduce((total, chunk) => total + chunk.byteLength, 0),
    chunks,
  };
}

/** Quotes a name as browsers do (WHATWG), so that it cannot end its header. */
function quote(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, '');
}
