import { isUuid } from '@switchboard/contracts';
import { ProblemError } from '../../../http/problem';
import type { UsagePlace } from './usage-buckets';

/** Where a page ended: the last item that the client has seen, and whose it was where there are several tenants. */
export interface UsageCursor extends UsagePlace {
  tenantId?: string;
}

export function encodeUsageCursor({ tenantId, bucket, values }: UsageCursor): string {
  return Buffer.from(JSON.stringify([tenantId ?? '', bucket, ...values]), 'utf8').toString('base64url');
}

/**
 * The place inside a cursor; undefined without one.
 * @param expected how many values an item of the list has, and whether it is a list of several tenants
 * @throws ProblemError 400 for anything that is not a cursor of the list
 */
export function decodeUsageCursor(
  cursor: string | undefined,
  expected: { values: number; hasTenant: boolean },
): UsageCursor | undefined {
  if (cursor === undefined) return undefined;
  const place = placeOf(cursor);
  const isOurs =
    place &&
    encodeUsageCursor(place) === cursor &&
    place.values.length === expected.values &&
    (place.tenantId !== undefined) === expected.hasTenant;
  if (!isOurs)
    throw ProblemError.invalid([{ path: 'cursor', rule: 'cursor', message: 'is not a cursor of this list' }]);
  return place;
}

function placeOf(cursor: string): UsageCursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return null;
    const [tenantId = '', bucket = '', ...values] = parts;
    if ((tenantId !== '' && !isUuid(tenantId)) || new Date(bucket).toISOString() !== bucket) return null;
    return { ...(tenantId !== '' && { tenantId }), bucket, values };
  } catch {
    return null;
  }
}
