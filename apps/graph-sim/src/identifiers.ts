import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 16_384;
const pool = Buffer.alloc(POOL_BYTES);
let poolOffset = POOL_BYTES;

/** Random hexadecimal digits, upper case. Random bytes are drawn in blocks: ids are made thousands of times a second. */
export function randomHex(bytes: number): string {
  if (poolOffset + bytes > POOL_BYTES) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const hex = pool.toString('hex', poolOffset, poolOffset + bytes).toUpperCase();
  poolOffset += bytes;
  return hex;
}

/** A Graph object id: 16 digits, opaque. */
export function makeObjectId(): string {
  return String(1_000_000_000_000_000 + Math.floor(Math.random() * 8_000_000_000_000_000));
}

/** A trace id as Meta's `fbtrace_id`. */
export function makeTraceId(): string {
  return `A${randomHex(11)}`;
}

export type MessageDirection = 'outbound' | 'inbound';

const DIRECTION_BYTE: Readonly<Record<MessageDirection, number>> = { outbound: 0x11, inbound: 0x12 };
const HEX_BYTES: Readonly<Record<MessageDirection, number>> = { outbound: 9, inbound: 10 };

/**
 * A WhatsApp message id as observed on the wire: base64 of `1c 18 <length><user> 15 02 00 <11 outbound | 12 inbound>
 * 18 <length><ASCII hex> 00`.
 *
 * @param user the user's digits, or their business-scoped id when there are none; at most 131 characters
 */
export function makeWamid(user: string, direction: MessageDirection): string {
  const hex = randomHex(HEX_BYTES[direction]);
  const bytes = Buffer.allocUnsafe(10 + user.length + hex.length);
  bytes[0] = 0x1c;
  bytes[1] = 0x18;
  bytes[2] = user.length;
  let offset = 3 + bytes.write(user, 3, 'latin1');
  bytes[offset++] = 0x15;
  bytes[offset++] = 0x02;
  bytes[offset++] = 0x00;
  bytes[offset++] = DIRECTION_BYTE[direction];
  bytes[offset++] = 0x18;
  bytes[offset++] = hex.length;
  offset += bytes.write(hex, offset, 'latin1');
  bytes[offset] = 0x00;
  return `wamid.${bytes.toString('base64')}`;
}

const COUNTRIES: readonly (readonly [prefix: string, iso: string])[] = [
  ['1', 'US'],
  ['33', 'FR'],
  ['34', 'ES'],
  ['39', 'IT'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['55', 'BR'],
  ['62', 'ID'],
  ['90', 'TR'],
  ['91', 'IN'],
];

/** The business-scoped user id of a phone user: always the same for the same digits. */
export function userIdOf(waId: string): string {
  const country = COUNTRIES.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'ZZ';
  return `${country}.${hashDigits(waId, 0)}${hashDigits(waId, 1)}`;
}

/** The display number of an invented phone number id: eleven digits, always the same for the same id. */
export function displayDigitsOf(phoneNumberId: string): string {
  return `1555${hashDigits(phoneNumberId, 2).slice(-7).padStart(7, '0')}`;
}

/** The account of a token or number that nobody declared: always the same for the same seed. */
export function derivedWabaId(seed: string): string {
  return `10${hashDigits(seed, 3).padStart(10, '0')}`;
}

/** FNV-1a; only has to spread, not to resist. */
function hashDigits(text: string, salt: number): string {
  let hash = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return String(hash >>> 0);
}
