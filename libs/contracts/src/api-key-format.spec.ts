import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  apiKeyPrefix,
  generateAccessToken,
  generateApiKey,
  hashApiKey,
  isWellFormedAccessToken,
  isWellFormedApiKey,
} from './api-key-format';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY = generateApiKey(() => new Uint8Array(26));

describe('API keys', () => {
  it('are pk_ and 32 letters and digits whose last six are the base-62 CRC-32 of the first 26', () => {
    expect(KEY).toMatch(/^pk_0{26}[0-9A-Za-z]{6}$/);
    let value = 0;
    for (const digit of KEY.slice(-6)) value = value * 62 + ALPHABET.indexOf(digit);
    expect(value).toBe(crc32OfText('0'.repeat(26)));
  });

  it('are recognised as well formed when generated, and differ each time', () => {
    const keys = Array.from({ length: 500 }, () => generateApiKey());
    expect(new Set(keys).size).toBe(500);
    expect(keys.every(isWellFormedApiKey)).toBe(true);
  });

  it('are refused when any one character is mistyped', () => {
    const key = generateApiKey();
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 34 }), fc.constantFrom(...ALPHABET), (position, character) => {
        fc.pre(key[position] !== character);
        expect(isWellFormedApiKey(key.slice(0, position) + character + key.slice(position + 1))).toBe(false);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['the prefix alone', 'pk_'],
    ['a key that was cut off', KEY.slice(0, -1)],
    ['a key with a line break', `${KEY}\n`],
    ['another prefix', `op_${KEY.slice(3)}`],
    ['other characters', `pk_${'é'.repeat(32)}`],
  ])('refuse %s', (_title, text) => {
    expect(isWellFormedApiKey(text)).toBe(false);
  });

  it('draw every character equally often', () => {
    // All 256 byte values in turn: an unbiased generator uses each of the 62 characters exactly four times.
    let next = 0;
    const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => next++ % 256);
    const counts = new Map<string, number>();
    let characters = '';
    while (characters.length < 62 * 4) characters += generateApiKey(bytes).slice(3, 29);
    for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  });

  it('show nine characters and are stored as a SHA-256 only', () => {
    expect(apiKeyPrefix(KEY)).toBe('pk_000000');
    expect(hashApiKey(KEY)).toBe(createHash('sha256').update(KEY, 'utf8').digest('hex'));
  });
});

describe('personal access tokens', () => {
  it('have the form of API keys with the prefix op_, and neither passes for the other', () => {
    const token = generateAccessToken();
    expect(token).toMatch(/^op_[0-9A-Za-z]{32}$/);
    expect(isWellFormedAccessToken(token)).toBe(true);
    expect(isWellFormedApiKey(token)).toBe(false);
    expect(isWellFormedAccessToken(KEY)).toBe(false);
  });
});

/** CRC-32 bit by bit (IEEE 802.3), independent of the implementation under test. */
function crc32OfText(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
