import { extensionOf } from './file-extension';

/** What the path of a file is made from. */
export interface MediaPathParts {
  readonly tenantId: string;
  /** Our id of the number. */
  readonly phoneNumberId: string;
  /** 16 bytes that cannot be guessed. */
  readonly random: Uint8Array;
  readonly mimeType: string;
  readonly filename?: string | null;
}

/**
 * What a client gave as a path. `malformed` is not a path at all; `hidden` is one that tries to lead elsewhere, and is
 * answered as if no such file existed.
 */
export type GivenMediaPath =
  | { readonly kind: 'path'; readonly path: string; readonly tenantId: string; readonly phoneNumberId: string }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'hidden' };

const RANDOM_BYTES = 16;
const PATH_MAX_CHARS = 512;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const PATH = new RegExp(`^media/(${UUID})/(${UUID})-[0-9a-f]{32}\\.[a-z0-9]{1,8}$`);

/**
 * Marks of a path that would lead elsewhere, were it a file's: `..` and `.` as steps, a backslash, control characters, a
 * leading slash, drive or scheme, what is left of an encoding, and U+FFFD, which stands for bytes that are no UTF-8.
 */
const EVASIVE = /\.\.|(?:^|\/)\.(?:\/|$)|\\|\p{Cc}|^\/|^[a-z][a-z0-9+.-]*:|%|\ufffd/iu;

/**
 * Makes the path by which a tenant fetches a file: `media/{tenantId}/{phoneNumberId}-{32 hex}.{ext}`. It is only a key
 * of the database.
 * @throws RangeError when an id is no UUID in lower case, or there are not 16 random bytes.
 */
export function makeMediaPath({ tenantId, phoneNumberId, random, mimeType, filename }: MediaPathParts): string {
  if (random.length !== RANDOM_BYTES) throw new RangeError(`a path needs ${RANDOM_BYTES} random bytes`);
  const path = `media/${tenantId}/${phoneNumberId}-${Buffer.from(random).toString('hex')}.${extensionOf(mimeType, filename)}`;
  if (!PATH.test(path)) throw new RangeError('a path is made of UUIDs in lower case');
  return path;
}

/** Reads the parameter `path` of a request, after the query string was decoded once. Never throws, whatever it is. */
export function readMediaPath(value: unknown): GivenMediaPath {
  if (typeof value !== 'string' || value === '') return { kind: 'malformed' };
  if (value.length > PATH_MAX_CHARS) return { kind: 'hidden' };
  // Look-alikes such as fullwidth dots become what they look like to a file system that folds them.
  if (EVASIVE.test(value) || EVASIVE.test(value.normalize('NFKC'))) return { kind: 'hidden' };
  const [path, tenantId, phoneNumberId] = PATH.exec(value) ?? [];
  if (path === undefined || tenantId === undefined || phoneNumberId === undefined) return { kind: 'malformed' };
  return { kind: 'path', path, tenantId, phoneNumberId };
}
