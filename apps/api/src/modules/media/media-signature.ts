import { fileTypeFromBuffer } from 'file-type';

/** How many bytes of a file are enough for `sniff`. */
export const SIGNATURE_BYTES = 4100;

/**
 * What the bytes are at large. One container serves many types, which the bytes may or may not tell apart: `zip` holds
 * office files, `cfb` (Microsoft's compound files) the old ones, `iso-media` sound and video, and behind a tag of `id3`
 * any MPEG audio may follow. `known`: a type of its own; `unknown`: binary data without a known signature.
 */
export type SignatureFamily =
  'text' | 'html' | 'xml' | 'zip' | 'cfb' | 'iso-media' | 'ogg' | 'id3' | 'known' | 'unknown';

/** What the first bytes of a file show. */
export interface Signature {
  readonly family: SignatureFamily;
  /** The best name for it, in lower case without parameters; null when unknown. */
  readonly mimeType: string | null;
  /** What an Ogg stream carries (`opus`, `vorbis`, …); null when it is no Ogg, or unknown. */
  readonly codec: string | null;
  /** `%PDF-` within the first 1,024 bytes, which is where readers look for it. */
  readonly hasPdfHeader: boolean;
  readonly hasNul: boolean;
  /** An office document with a password: a compound file, whatever its name (MS-OFFCRYPTO). */
  readonly isEncryptedOffice: boolean;
}

const PDF_HEADER_WITHIN_BYTES = 1024;
/** A format that has a signature at all shows it here. */
const MAGIC_BYTES = 16;

/** What file-type finds in bytes that are text, and rightly; other findings there are words such as `BMW` or `FORM`. */
const TEXTUAL_TYPES: ReadonlySet<string> = new Set([
  'application/eps',
  'application/pdf',
  'application/pgp-encrypted',
  'application/postscript',
  'application/rtf',
  'application/x-ms-regedit',
  'application/xml',
  'audio/amr',
  'text/calendar',
  'text/vcard',
  'text/vtt',
]);

/** Names of file-type for which there is a better known one. */
const BETTER_NAMES: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'image/apng': 'image/png',
  'video/x-m4v': 'video/mp4',
};

const ISO_MEDIA_TYPES: ReadonlySet<string> = new Set(['audio/mp4', 'video/mp4', 'video/3gpp', 'video/3gpp2']);

/** By the extension that file-type gives a stream. */
const OGG_CODECS: Readonly<Record<string, string>> = {
  opus: 'opus',
  ogg: 'vorbis',
  oga: 'flac',
  spx: 'speex',
  ogv: 'theora',
  ogm: 'ogm',
};

/** Tags that make a browser take a text for HTML (WHATWG MIME Sniffing, "identifying a resource with an unknown MIME type"). */
const HTML_START =
  /^<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)(?:[\s/>]|$)/i;
const SVG_START = /^<(?:!doctype\s+svg|(?:[a-z]+:)?svg)(?:[\s/>]|$)/i;

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** The encoding that a byte order mark names. */
function markedEncoding(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return 'utf-8';
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le';
  return startsWith(head, [0xfe, 0xff]) ? 'utf-16be' : null;
}

/** Null when the bytes are not of the encoding; a character that the end cuts in two is no fault. */
function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** Bell, backspace, tab, line feed, vertical tab, form feed, carriage return and escape stand in text; other controls do not. */
function isTextCode(code: number): boolean {
  return code >= 0x20 ? code !== 0x7f : (code >= 0x07 && code <= 0x0d) || code === 0x1b;
}

/** The characters of UTF-8, of UTF-16 with its mark, or of a single-byte encoding; null when there are control characters. */
function textOf(head: Uint8Array): string | null {
  const encoding = markedEncoding(head);
  const latin1 = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  const text = encoding === null ? latin1 : decode(head, encoding);
  if (text === null) return null;
  for (let at = 0; at < text.length; at += 1) if (!isTextCode(text.charCodeAt(at))) return null;
  return text;
}

/** What the text is once the XML declaration and comments at its start are skipped; null when it is no markup. */
function markupOf(text: string): 'html' | 'svg' | 'xml' | null {
  const isXml = /^\s*<\?xml\s/.test(text);
  let rest = text.trimStart();
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : null;
    if (end === null) break;
    const at = rest.indexOf(end);
    if (at === -1) break;
    rest = rest.slice(at + end.length).trimStart();
  }
  if (HTML_START.test(rest)) return 'html';
  if (SVG_START.test(rest)) return 'svg';
  return isXml ? 'xml' : null;
}

/** Markup counts even when binary data follows it: a browser would run it all the same. */
function findMarkup(head: Uint8Array): 'html' | 'svg' | 'xml' | null {
  const encoding = markedEncoding(head);
  const text = encoding === null ? null : decode(head, encoding);
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  return markupOf(text ?? bytes.toString('latin1').replace(/^\xef\xbb\xbf/, ''));
}

const UNKNOWN: Pick<Signature, 'family' | 'mimeType' | 'codec'> = { family: 'unknown', mimeType: null, codec: null };

type Finding = typeof UNKNOWN;

function finding(family: SignatureFamily, mimeType: string): Finding {
  return { family, mimeType, codec: null };
}

async function fileTypeOf(head: Uint8Array): Promise<{ ext: string; mime: string } | undefined> {
  try {
    return await fileTypeFromBuffer(head);
  } catch {
    // A broken archive is no reason to refuse a file: its bytes are just not known.
    return undefined;
  }
}

/** A tag that is not complete in the head, or is followed by padding, hides what comes after it. */
function afterId3(head: Uint8Array, mimeType: string | null): Finding | null {
  const hasTag =
    startsWith(head, [0x49, 0x44, 0x33]) && [3, 4].every((at) => (head[at] ?? 0xff) < 0xff) && (head[6] ?? 0xff) < 0x80;
  if (!hasTag) return null;
  const isTold = mimeType !== null && mimeType !== 'audio/mpeg' && mimeType.startsWith('audio/');
  return isTold ? finding('known', mimeType) : finding('id3', 'audio/mpeg');
}

function ofOgg(ext: string): Finding {
  const codec = OGG_CODECS[ext] ?? null;
  return { family: 'ogg', mimeType: codec === 'opus' ? 'audio/ogg' : 'application/ogg', codec };
}

async function findBinary(head: Uint8Array): Promise<Finding> {
  // What is packed inside does not matter, so it is not unpacked.
  if (startsWith(head, [0x1f, 0x8b, 0x08])) return finding('known', 'application/gzip');
  if (markedEncoding(head) === 'utf-8') return UNKNOWN;
  const found = await fileTypeOf(head);
  const bare = found?.mime.split(';', 1)[0]?.toLowerCase() ?? null;
  const mimeType = bare === null ? null : (BETTER_NAMES[bare] ?? bare);
  const tagged = afterId3(head, mimeType);
  if (tagged !== null) return tagged;
  if (found === undefined || mimeType === null) return UNKNOWN;
  if (startsWith(head, [0x50, 0x4b])) return finding('zip', mimeType);
  if (startsWith(head, [0x4f, 0x67, 0x67, 0x53])) return ofOgg(found.ext);
  if (mimeType === 'application/x-cfb') return finding('cfb', mimeType);
  return finding(ISO_MEDIA_TYPES.has(mimeType) ? 'iso-media' : 'known', mimeType);
}

async function findInText(head: Uint8Array): Promise<Finding> {
  const binary = await findBinary(head);
  const { mimeType } = binary;
  if (mimeType === null) return finding('text', 'text/plain');
  if (mimeType === 'application/pdf' || mimeType === 'audio/amr') return binary;
  if (TEXTUAL_TYPES.has(mimeType)) return finding('text', mimeType);
  // Words do not make up a signature that is not ASCII, such as a JPEG's.
  const isWords = markedEncoding(head) !== null || head.subarray(0, MAGIC_BYTES).every((byte) => byte < 0x80);
  return isWords ? finding('text', 'text/plain') : binary;
}

async function find(head: Uint8Array): Promise<Finding> {
  const markup = findMarkup(head);
  if (markup === 'html') return finding('html', 'text/html');
  if (markup !== null) return finding('xml', markup === 'svg' ? 'image/svg+xml' : 'application/xml');
  return textOf(head) === null ? findBinary(head) : findInText(head);
}

/**
 * Tells from the first bytes of a file what it is. `head` is the whole file or its first `SIGNATURE_BYTES` bytes; an
 * archive that is cut off there is still a `zip`. It never fails: whatever is not known is `unknown`, as no bytes are.
 */
export async function sniff(head: Uint8Array): Promise<Signature> {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SIGNATURE_BYTES));
  const found = bytes.length === 0 ? UNKNOWN : await find(bytes);
  return {
    ...found,
    hasPdfHeader: bytes.subarray(0, PDF_HEADER_WITHIN_BYTES).includes('%PDF-'),
    hasNul: bytes.includes(0),
    isEncryptedOffice: found.family === 'cfb' && bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')),
  };
}
