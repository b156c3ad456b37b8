/** The parts of a `data:` URL; the data itself may be very large and is only located. */
export interface DataUrl {
  /** As written, with parameters; null when the URL names none. */
  readonly mimeType: string | null;
  /** Whether the data is base64; other encodings are not taken. */
  readonly base64: boolean;
  /** Where the data begins in the URL. */
  readonly dataStart: number;
}

const SCHEME = 'data:';
const HEADER_MAX_CHARS = 512;
const BASE64_MARK = /;\s*base64$/i;

/** Whether a link is a `data:` URL. */
export function isDataUrl(link: string): boolean {
  return link.slice(0, SCHEME.length).toLowerCase() === SCHEME;
}

/** Reads the head of a `data:` URL (RFC 2397), or null when it has none. */
export function readDataUrl(link: string): DataUrl | null {
  if (!isDataUrl(link)) return null;
  const head = link.slice(0, HEADER_MAX_CHARS);
  const comma = head.indexOf(',');
  if (comma === -1) return null;
  const mediaType = head.slice(SCHEME.length, comma);
  const mimeType = mediaType.replace(BASE64_MARK, '').trim();
  return {
    mimeType: mimeType === '' || mimeType.startsWith(';') ? null : mimeType,
    base64: BASE64_MARK.test(mediaType),
    dataStart: comma + 1,
  };
}
