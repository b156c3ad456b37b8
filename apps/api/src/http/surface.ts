/** The outer surfaces, each with an error envelope of its own. */
export type Surface = 'v1' | 'v2' | 'media' | 'console' | 'graph';

/** In any case, as Express finds routes. */
const PATHS: readonly (readonly [Surface, RegExp])[] = [
  ['console', /^\/console\/v1(\/|$)/i],
  ['v2', /^\/v2(\/|$)/i],
  ['media', /^\/media\/?$/i],
  // A version of Meta's Graph API, and what is plainly meant as one: it has a dot, or is a number that no surface of ours has.
  ['graph', /^\/v(?![12](?:\/|$))(?:[0-9.]+|[^/]*\.[^/]*)(?:\/|$)/i],
  // Where the addresses of files lead, as at Meta.
  ['graph', /^\/whatsapp_business(\/|$)/i],
];

/** Which surface a path belongs to. What belongs to none answers as v1 does. */
export function surfaceOf(path: string): Surface {
  return PATHS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'v1';
}
