import { randomUUID } from 'node:crypto';

export interface FilePart {
  readonly mimeType: string;
  readonly filename: string;
}

/** A `multipart/form-data` body around a file: the whole body is `head`, the file's bytes, and `tail`. */
export interface MultipartFrame {
  readonly contentType: string;
  /** The fields, and the header of the part `file`. */
  readonly head: Buffer;
  /** The closing boundary: without it, no server takes the form for complete. */
  readonly tail: Buffer;
}

/** Frames a file as a form: the fields first, then the file in the part `file`. */
export function frameMultipart(fields: Readonly<Record<string, string>>, file: FilePart): MultipartFrame {
  const boundary = `switchboard-${randomUUID()}`;
  const fieldParts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `${fieldParts.join('')}--${boundary}\r\n` +
    `Content-Disposition: form-data; name="file"; filename="${quote(file.filename)}"\r\n` +
    `Content-Type: ${oneLine(file.mimeType)}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    head: Buffer.from(head),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`),
  };
}

/** How long the body is around a file of this size. */
export function multipartSizeBytes(frame: MultipartFrame, fileSizeBytes: number): number {
  return frame.head.byteLength + fileSizeBytes + frame.tail.byteLength;
}

/**
 * Quotes a name as browsers do (WHATWG), so that it cannot end its header: in UTF-8, with quotes and line breaks
 * percent-encoded. So are the other control characters, at which parsers stop.
 */
function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/["\u0000-\u001f\u007f]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, '');
}
