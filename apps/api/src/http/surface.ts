/** The outer surfaces, each with an error envelope of its own. */
export type Surface = 'v1' | 'console';

/** Which surface a path belongs to. What belongs to none answers as v1 does. */
export function surfaceOf(path: string): Surface {
  return path === '/console/v1' || path.startsWith('/console/v1/') ? 'console' : 'v1';
}
