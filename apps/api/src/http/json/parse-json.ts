import { isUtf8 } from 'node:buffer';
import { LIMITS, type FieldError, isJsonObject, type JsonObject, type JsonValue } from '@switchboard/contracts';
import { fieldError, tooLarge, validationError } from './field-errors';

/** A JSON body: its text, which is what is forwarded, and its value, which is what is checked. */
export interface JsonBody {
  /** Exactly what was posted, without a byte order mark. */
  readonly text: string;
  readonly value: JsonObject;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const ESCAPE_BYTES = 6;

/** What one pass over the bytes tells before anything is parsed. */
interface JsonScan {
  tooDeep: boolean;
  longestStringBytes: number;
  /** Whether an escape stands for NUL or for half of a surrogate pair, which PostgreSQL cannot store. */
  unstorable: boolean;
}

/** The value of each byte as a hexadecimal digit; -1 for all others. */
const HEX_VALUES = Int8Array.from({ length: 256 }, (_value, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()),
);

function hexValue(byte: number | undefined): number {
  return byte === undefined ? -1 : (HEX_VALUES[byte] ?? -1);
}

/** The UTF-16 code unit of the escape at `at`, or a negative number when there is none. */
function escapedUnit(bytes: Buffer, at: number): number {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U) return -1;
  return (
    (hexValue(bytes[at + 2]) << 12) |
    (hexValue(bytes[at + 3]) << 8) |
    (hexValue(bytes[at + 4]) << 4) |
    hexValue(bytes[at + 5])
  );
}

/** The length of the escape at `at`; a surrogate pair counts as one. */
function escapeLength(bytes: Buffer, at: number, scan: JsonScan): number {
  const unit = escapedUnit(bytes, at);
  if (unit < 0) return 2;
  if (unit >= 0xd800 && unit <= 0xdbff) {
    const low = escapedUnit(bytes, at + ESCAPE_BYTES);
    if (low >= 0xdc00 && low <= 0xdfff) return ESCAPE_BYTES * 2;
    scan.unstorable = true;
  } else if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) {
    scan.unstorable = true;
  }
  return ESCAPE_BYTES;
}

/** The end of the string whose opening quote stands at `start`. */
function scanString(bytes: Buffer, start: number, scan: JsonScan): number {
  let at = start + 1;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) break;
    at += byte === BACKSLASH ? escapeLength(bytes, at, scan) : 1;
  }
  scan.longestStringBytes = Math.max(scan.longestStringBytes, at - start);
  return at + 1;
}

/**
 * Looks at the bytes once, without recursion and without allocating, so that a body made to be expensive to parse
 * is refused at the price of reading it.
 */
function scanJson(bytes: Buffer): JsonScan {
  const scan: JsonScan = { tooDeep: false, longestStringBytes: 0, unstorable: false };
  let depth = 0;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = scanString(bytes, at, scan);
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > LIMITS.jsonMaxDepth) return { ...scan, tooDeep: true };
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
    at += 1;
  }
  return scan;
}

function refuse(rule: string, message: string): never {
  throw validationError([fieldError([], rule, message)]);
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // The engine's own message quotes the body, which belongs neither into the answer nor into the log.
    return refuse('json', 'must be valid JSON');
  }
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function findUnstorable(value: JsonValue | undefined, path: (string | number)[], found: FieldError[]): void {
  const message = 'must not contain NUL characters or halves of surrogate pairs';
  if (typeof value === 'string') {
    if (!isStorable(value)) found.push(fieldError(path, 'characters', message));
  } else if (Array.isArray(value)) {
    value.forEach((item: JsonValue, index) => findUnstorable(item, [...path, index], found));
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (!isStorable(key)) found.push(fieldError([...path, key], 'characters', message));
      findUnstorable(member, [...path, key], found);
    }
  }
}

function refuseUnstorable(value: JsonObject): never {
  const found: FieldError[] = [];
  findUnstorable(value, [], found);
  // A repeated key hides its earlier values from the parsed object, but not from the stored text.
  if (found.length === 0) refuse('characters', 'must not contain NUL characters or halves of surrogate pairs');
  throw validationError(found);
}

/** How large a JSON text may be. */
export interface JsonSize {
  readonly maxBytes: number;
  /** Bound of all but the longest string, where only that one may be large; `maxBytes` when absent. */
  readonly restMaxBytes?: number;
}

/**
 * Reads a JSON object from the bytes of a request: valid UTF-8, at most 16 levels deep (the object itself is the
 * first), without characters that cannot be stored.
 * @throws GatewayError VAL_001 naming the path; `""` stands for the whole body.
 */
export function parseJsonObject(input: Buffer, size: JsonSize): JsonBody {
  const { maxBytes, restMaxBytes = maxBytes } = size;
  if (input.length > maxBytes) throw tooLarge(maxBytes);
  const bytes = input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf ? input.subarray(3) : input;
  if (bytes.length === 0) refuse('required', 'must be a JSON object');
  if (!isUtf8(bytes)) refuse('utf8', 'must be valid UTF-8');
  const scan = scanJson(bytes);
  if (scan.tooDeep) refuse('maxDepth', `must be nested at most ${LIMITS.jsonMaxDepth} levels deep`);
  if (bytes.length - scan.longestStringBytes > restMaxBytes) throw tooLarge(restMaxBytes);
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (!isJsonObject(value)) refuse('type', 'must be a JSON object');
  if (scan.unstorable) refuseUnstorable(value);
  return { text, value };
}
