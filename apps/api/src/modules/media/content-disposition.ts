import { create } from 'content-disposition';
import { extensionOf } from './file-extension';
import { storedFilename } from './filename';

export type Disposition = 'inline' | 'attachment';

const DEFAULT_NAME = 'file';
/** The name where it needs no quotes: they are written all the same, as clients expect them that do not read tokens. */
const UNQUOTED_NAME = /; filename=([^";]+)/;

/** For clients that know no `filename*`. Quotes and percents are read differently by different ones, so there are none. */
function asciiName(name: string): string {
  return name.replace(/[^\x20-\x7e]|["%\\]/gu, '_');
}

/**
 * The header `Content-Disposition` (RFC 6266): the name in ASCII, and whole in `filename*` when that is not all of it.
 * A file without a name is called after its type, as in `file.jpg`.
 */
export function contentDisposition(disposition: Disposition, filename: string | null, mimeType: string): string {
  const name = storedFilename(filename) ?? `${DEFAULT_NAME}.${extensionOf(mimeType)}`;
  return create(name, { type: disposition, fallback: asciiName(name) }).replace(UNQUOTED_NAME, '; filename="$1"');
}
