import { createHmac, randomBytes } from 'node:crypto';

/** https://www.standardwebhooks.com: secrets are base64 behind this prefix. */
const SECRET_PREFIX = 'whsec_';
/** The most that Standard Webhooks recommends is 64, the least 24. */
const SECRET_BYTES = 32;

/** A fresh signing secret: `whsec_` and 32 random bytes in base64. */
export function newSigningSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** What is signed. */
export interface SignedMessage {
  /** The `webhook-id`. */
  id: string;
  /** The `webhook-timestamp`: the attempt's time in whole seconds. */
  timestampSeconds: number;
  body: string;
}

/**
 * The `webhook-signature` of Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64, one for each
 * secret, separated by spaces. A receiver accepts the message when one of them fits.
 */
export function webhookSignature(secrets: readonly string[], message: SignedMessage): string {
  const text = `${message.id}.${message.timestampSeconds}.${message.body}`;
  return secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(text).digest('base64')}`).join(' ');
}

/** `X-Hub-Signature-256` as Meta makes it: the key is the secret's text as it is shown, `whsec_` included. */
export function hubSignature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
}
