import { GatewayError } from '@switchboard/contracts';
import type { IdempotencyRecord } from './intake.repository';

/** 1–255 visible ASCII characters. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** The caller's Idempotency-Key, checked. Throws VAL_001. */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (KEY.test(header)) return header;
  throw new GatewayError('VAL_001', {
    params: {
      fields: [{ path: 'Idempotency-Key', rule: 'pattern', message: 'must be 1 to 255 visible ASCII characters' }],
    },
  });
}

/** An answer that has been given before and is given again, byte for byte. */
export interface RememberedAnswer {
  status: number;
  body: string;
  messageId: string;
}

/**
 * What a repeated Idempotency-Key gets.
 * @throws GatewayError IDEM_002 when it came with another request, IDEM_001 while the first call is still running
 */
export function replay(record: IdempotencyRecord, fingerprint: string): RememberedAnswer {
  if (record.fingerprint !== fingerprint) throw new GatewayError('IDEM_002');
  if (record.responseStatus === null || record.responseBody === null) throw new GatewayError('IDEM_001');
  return { status: record.responseStatus, body: record.responseBody, messageId: record.resourceId };
}
