/** Where to go after signing in: a path of this console, never another site's address that someone put into a link. */
export function safeReturnPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/')) return '/';
  const url = new URL(given, window.location.origin);
  if (url.origin !== window.location.origin || url.pathname.startsWith('//')) return '/';
  if (url.pathname === '/sign-in') return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
