import { hash } from 'node:crypto';

/** 48 bits of milliseconds: until the year 10889. */
const MS_MAX = 2 ** 48 - 1;
/** No id or name of Meta's holds it, so that no two lists of parts make one text. */
const SEPARATOR = '\0';

/**
 * The id of something that was reported: shaped like a UUIDv7, but made from the report itself, so that the same report makes
 * the same id in every process and at every repetition. 48 bits are the report's own time, 74 bits the start of a SHA-256.
 * @param parts what tells the report from all others, the tenant first
 * @throws RangeError for a time before 1970 or beyond 48 bits
 */
export function reportId(atMs: number, ...parts: readonly string[]): string {
  if (!Number.isInteger(atMs) || atMs < 0 || atMs > MS_MAX) throw new RangeError('not a time that an id can hold');
  const time = atMs.toString(16).padStart(12, '0');
  const digest = hash('sha256', parts.join(SEPARATOR), 'hex');
  const variant = (0x8000 | (Number.parseInt(digest.slice(3, 7), 16) & 0x3fff)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}-${digest.slice(7, 19)}`;
}
