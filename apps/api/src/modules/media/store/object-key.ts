import { type ByteRange, REMOVED_AT_ONCE_MAX } from './media-store';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const OBJECT_KEY = new RegExp(`^${UUID}/${UUID}$`);

export function isObjectKey(text: string): boolean {
  return OBJECT_KEY.test(text);
}

/** Whose an object is. */
export function tenantOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** The edge of every store: nothing but a key of our own making becomes part of a path. */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new TypeError('An object key must have the form {uuid}/{uuid}.');
}

export function assertRemovable(keys: readonly string[]): void {
  if (keys.length > REMOVED_AT_ONCE_MAX)
    throw new RangeError(`At most ${REMOVED_AT_ONCE_MAX} objects are removed at once.`);
  keys.forEach(assertObjectKey);
}

/** The range as far as the object goes. @throws RangeError when nothing of it lies within the object */
export function rangeWithin(range: ByteRange, sizeBytes: number): ByteRange {
  assertRange(range);
  if (range.start >= sizeBytes) throw new RangeError('The range begins after the end of the object.');
  return { start: range.start, end: Math.min(range.end, sizeBytes - 1) };
}

export function assertRange({ start, end }: ByteRange): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start)
    throw new RangeError('A range must be two byte numbers in order.');
}
