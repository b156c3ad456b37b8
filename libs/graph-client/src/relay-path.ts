import { isJsonObject, type JsonValue } from '@switchboard/contracts';
import type { RelayRequest } from './graph-requests';

/**
 * What is not passed on: what would speak for whoever asked us, and what would make another call of it. Meta does what `method` says
 * whatever verb a call is made with, so that one which only reads could write, and wraps its answer into a script for `callback`
 * (Graph API, "HTTP methods" and JSONP of its JavaScript SDK).
 */
const NOT_PASSED_ON = ['access_token', 'appsecret_proof', 'method', 'callback'];
/** Meta would answer a call that writes with these fields of what was written, and of what hangs on it. */
const NOT_WRITTEN = [...NOT_PASSED_ON, 'fields'];

/**
 * The node, the edge and the query of a call that is passed on.
 * @throws RangeError for a segment that would lead elsewhere
 */
export function relayPath({ path, query }: Pick<RelayRequest, 'path' | 'query'>): string {
  const astray = path.find((segment) => /^\.{0,2}$/.test(segment));
  if (astray !== undefined) throw new RangeError(`a path cannot have the segment "${astray}"`);
  const edge = path.map((segment) => encodeURIComponent(segment)).join('/');
  const passed = new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => isPassedOn(name)));
  return passed.size === 0 ? edge : `${edge}?${passed}`;
}

/** Meta reads names as PHP does, which takes `method[]` and ` method` for `method`. The fields are checked under their plain name only. */
function isPassedOn(name: string): boolean {
  const read = name.trimStart().replaceAll(/[. ]/g, '_').split('[', 1)[0] ?? '';
  return !NOT_PASSED_ON.includes(read) && (read !== 'fields' || name === 'fields');
}

/** The JSON of a call that is passed on. */
export function relayBody(body: JsonValue): string {
  if (!isJsonObject(body)) return JSON.stringify(body);
  return JSON.stringify(Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_WRITTEN.includes(name))));
}
