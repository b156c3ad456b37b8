import type { RelayRequest } from './graph-requests';

/** What would speak for whoever asked us, and not for us. */
const CALLERS_CREDENTIALS = ['access_token', 'appsecret_proof'];

/**
 * The node, the edge and the query of a call that is passed on.
 * @throws RangeError for a segment that would lead elsewhere
 */
export function relayPath({ path, query }: Pick<RelayRequest, 'path' | 'query'>): string {
  const astray = path.find((segment) => /^\.{0,2}$/.test(segment));
  if (astray !== undefined) throw new RangeError(`a path cannot have the segment "${astray}"`);
  const edge = path.map((segment) => encodeURIComponent(segment)).join('/');
  const passed = new URLSearchParams(query);
  for (const name of CALLERS_CREDENTIALS) passed.delete(name);
  return passed.size === 0 ? edge : `${edge}?${passed}`;
}
