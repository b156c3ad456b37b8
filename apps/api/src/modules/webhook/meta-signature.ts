import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '@switchboard/contracts';

const HEADER = /^sha256=([0-9a-f]{64})$/i;

/**
 * Proves that Meta (or whoever knows the app secret) posted a body: `X-Hub-Signature-256` is `sha256=` and the HMAC-SHA256 of the raw body.
 * @throws GatewayError WH_002 without a header, WH_003 when it does not fit
 */
export function verifyMetaSignature(body: Buffer, header: string | undefined, appSecret: string): void {
  if (header === undefined) throw new GatewayError('WH_002');
  const given = HEADER.exec(header)?.[1];
  const expected = createHmac('sha256', appSecret).update(body).digest();
  if (!given || !timingSafeEqual(Buffer.from(given, 'hex'), expected)) throw new GatewayError('WH_003');
}

/** Compares texts in a time that does not tell where they differ, nor how long the secret one is. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
