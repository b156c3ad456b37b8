/** An entity tag as it stands in a list, with its weakness apart (RFC 9110, 8.8.3). */
const ENTITY_TAGS = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** The strong entity tag of a file: its SHA-256 in hexadecimal. */
export function etagOf(sha256: string): string {
  return `"${sha256}"`;
}

/**
 * Whether the client has the file already, by its header `If-None-Match`. Tags are compared weakly, as RFC 9110 (13.1.2)
 * asks for; `*` stands for any file.
 */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return Array.from(ifNoneMatch.matchAll(ENTITY_TAGS)).some(([, , opaque]) => opaque === etag);
}

/**
 * Whether a `Range` may be honoured, by the header `If-Range`: it must be absent or name this very file. Weak tags never
 * match (RFC 9110, 13.1.5), nor do dates, since files carry none.
 */
export function isRangeValid(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange.trim() === etag;
}
