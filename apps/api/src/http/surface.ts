/** The outer surfaces, each with an error envelope of its own. */
export type Surface = 'v1' | 'console';

/** In any case, as Express finds routes. */
const CONSOLE = /^\/console\/v1(\/|$)/i;

/** Which surface a path belongs to. What belongs to none answers as v1 does. */
export function surfaceOf(path: string): Surface {
  return CONSOLE.test(path) ? 'console' : 'v1';
}
