import { randomId } from './random-id';

/** The bytes of a file: a `Blob` or `File`, an `ArrayBuffer`, or a `Uint8Array`, which a Node `Buffer` is. */
export type FileContent = Blob | ArrayBuffer | Uint8Array;

/** A `multipart/form-data` body with its length known from the start. */
export interface UploadForm {
  readonly contentType: string;
  /** Its parts stay what they are, a file on disk included: nothing is read before it is sent. */
  readonly body: Blob;
  /** Where the file begins in the body. */
  readonly fileStartBytes: number;
  readonly fileSizeBytes: number;
}

const GENERIC_TYPE = 'application/octet-stream';
const DEFAULT_FILENAME = 'file';

/**
 * The form of an upload as browsers write it (WHATWG, "multipart/form-data encoding algorithm"). It is written here, because the length
 * of a `FormData` is known only to the one who sends it, and progress needs it before. The file stands last, so that the server knows
 * all the rest when it comes.
 */
export function uploadForm(file: FileContent, options: { type?: string; filename?: string }): UploadForm {
  const blob = file instanceof Blob ? file : new Blob([file]);
  const type = printable(options.type ?? blob.type) || GENERIC_TYPE;
  const filename = options.filename ?? nameOf(blob) ?? DEFAULT_FILENAME;
  const boundary = `switchboard-${randomId()}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = new Blob([
    field('messaging_product', 'whatsapp'),
    field('type', type),
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(filename)}"\r\n`,
    `Content-Type: ${type}\r\n\r\n`,
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: new Blob([head, blob, `\r\n--${boundary}--\r\n`]),
    fileStartBytes: head.size,
    fileSizeBytes: blob.size,
  };
}

function nameOf(blob: Blob): string | undefined {
  return 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : undefined;
}

/** As browsers write file names into a form. */
function quoted(filename: string): string {
  return filename.replace(/["\r\n]/g, (char) => encodeURIComponent(char));
}

/** A MIME type holds no line breaks: those would be headers of their own. */
function printable(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, '');
}
