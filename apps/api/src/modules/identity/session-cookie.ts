import type { CookieOptions } from 'express';

export const SESSION_COOKIE = 'switchboard_session';

/** A token is 43 characters; nothing else is worth a look-up. */
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** The session token in a request's Cookie header, or null when there is none of the right form. */
export function readSessionCookie(header: string | undefined): string | null {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== SESSION_COOKIE) continue;
    const value = pair.slice(equals + 1).trim();
    return TOKEN_PATTERN.test(value) ? value : null;
  }
  return null;
}

/** Out of reach of scripts, not sent with requests that other sites start (but links), and over TLS only where we have it. */
export function sessionCookieOptions(publicUrl: string): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') };
}
