import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '@switchboard/contracts';

function canonicalObject(object: JsonObject): string {
  const members: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(value)}`);
  }
  return `{${members.join(',')}}`;
}

/** The value as JSON with sorted keys and no blanks: equal for bodies that mean the same. */
export function canonicalJson(value: JsonValue): string {
  if (isJsonObject(value)) return canonicalObject(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // JSON.stringify would write an overflowing number as null and so make different bodies equal.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value);
}

/** The SHA-256 of the canonical JSON, in hexadecimal: tells whether a repeated Idempotency-Key repeats its request. */
export function requestFingerprint(value: JsonValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
