import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The kinds of secret keys: `pk_` for tenants' API keys, `op_` for operators' personal access tokens. */
export type SecretKeyPrefix = 'pk_' | 'op_';

/** Gives that many unpredictable bytes. */
export type RandomBytes = (size: number) => Uint8Array;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARS = 26;
const CHECKSUM_CHARS = 6;
const DISPLAY_CHARS = 6;
const PREFIX_CHARS = 3;
const BODY_PATTERN = /^[0-9A-Za-z]{32}$/;
/** The largest multiple of 62 in a byte; bytes from here on would favour the first letters and are thrown away. */
const UNBIASED_BYTE_LIMIT = 248;

function randomBase62(length: number, random: RandomBytes): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < UNBIASED_BYTE_LIMIT && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

/** The CRC-32 of the characters as six base-62 digits (62^6 > 2^32), most significant first, padded with `0`. */
function checksum(characters: string): string {
  let rest = crc32(characters);
  let digits = '';
  for (let place = 0; place < CHECKSUM_CHARS; place += 1) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

/**
 * A new key: the prefix, 26 random characters of `[0-9A-Za-z]` (155 bits) and six that are their checksum. The
 * checksum lets a mistyped key be refused without a database look-up and keeps secret scanners from false alarms.
 */
export function generateSecretKey(prefix: SecretKeyPrefix, random: RandomBytes = randomBytes): string {
  const characters = randomBase62(RANDOM_CHARS, random);
  return prefix + characters + checksum(characters);
}

/** A new API key of a tenant, `pk_…`; it is shown once and never stored. */
export function generateApiKey(random: RandomBytes = randomBytes): string {
  return generateSecretKey('pk_', random);
}

/** A new personal access token of a console user, `op_…`; it is shown once and never stored. */
export function generateAccessToken(random: RandomBytes = randomBytes): string {
  return generateSecretKey('op_', random);
}

/** Whether the text has the prefix, the length, the alphabet and the checksum of a key. It says nothing about existence. */
export function isWellFormedSecretKey(text: string, prefix: SecretKeyPrefix): boolean {
  if (!text.startsWith(prefix)) return false;
  const body = text.slice(PREFIX_CHARS);
  return BODY_PATTERN.test(body) && checksum(body.slice(0, RANDOM_CHARS)) === body.slice(RANDOM_CHARS);
}

/** Whether the text is a well-formed API key of a tenant. */
export function isWellFormedApiKey(text: string): boolean {
  return isWellFormedSecretKey(text, 'pk_');
}

/** Whether the text is a well-formed personal access token. */
export function isWellFormedAccessToken(text: string): boolean {
  return isWellFormedSecretKey(text, 'op_');
}

/** What may be shown and logged of a key: its prefix and the first six characters. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, PREFIX_CHARS + DISPLAY_CHARS);
}

/** The SHA-256 of a key in hexadecimal, the only form in which a key is stored. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
