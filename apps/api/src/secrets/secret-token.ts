import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: no number of guesses finds one. */
const TOKEN_BYTES = 32;

/** A fresh unguessable token of 43 characters of base64url, for cookies and links. */
export function newSecretToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * The SHA-256 of a token in hexadecimal: the only form in which tokens are stored. A slow hash would add nothing, because
 * unlike a password a token of 256 bits cannot be guessed from its hash.
 */
export function hashSecretToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares two secrets without telling by its duration how much of them is the same. */
export function isSameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
