import { parseSearch } from './search-text';

/**
 * The token of a link that was sent by letter: `#token=…`, which no server and no log ever sees, or `?token=…`.
 * Null when there is none.
 */
export function linkToken({ hash, search }: { hash: string; search: string }): string | null {
  const { token } = { ...parseSearch(search.replace(/^\?/, '')), ...parseSearch(hash.replace(/^#/, '')) };
  return typeof token === 'string' && token !== '' ? token : null;
}
