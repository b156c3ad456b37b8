import { ProblemError } from '../../http/problem';

/** A cursor of a list whose rows have no id of their own: the key of the last row that the client has seen. */
export function encodeKeyCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * The key inside a cursor; undefined without one.
 * @param isKey whether a list of texts is a key of the list
 * @throws ProblemError 400 for anything that is not a cursor of the list
 */
export function decodeKeyCursor(
  cursor: string | undefined,
  isKey: (key: readonly string[]) => boolean,
): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  const key = keyOf(cursor);
  if (!key || encodeKeyCursor(key) !== cursor || key.some((part) => part.includes('\0')) || !isKey(key))
    throw ProblemError.invalid([{ path: 'cursor', rule: 'cursor', message: 'is not a cursor of this list' }]);
  return key;
}

function keyOf(cursor: string): string[] | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(key) && key.every((part) => typeof part === 'string' && part.isWellFormed()) ? key : null;
  } catch {
    return null;
  }
}
