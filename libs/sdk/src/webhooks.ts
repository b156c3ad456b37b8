import { jsonOf } from './answer-error';
import { SwitchboardError } from './error';
import type { WebhookChange, WebhookEvent } from './webhook-types';

/** The headers of a request: `Headers`, or an object with names in any case, as Node and frameworks have it. */
export type WebhookHeaders =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

const SECRET_PREFIX = 'whsec_';
const SIGNATURE_VERSION = 'v1,';
/** Standard Webhooks: who has caught a request cannot send it again later. */
const TOLERANCE_SECONDS = 5 * 60;

/**
 * Whether a webhook is from Switchboard, and what it says. Signatures are those of Standard Webhooks (https://www.standardwebhooks.com):
 * HMAC-SHA256 of `id.timestamp.body`, at most five minutes from now, one of which must fit.
 * @param rawBody the body as it came, before anything has parsed it
 * @param secret the endpoint's `whsec_…`
 * @throws SwitchboardError whose `status` your server should answer: 401 with the code `WEBHOOK_HEADERS`, `WEBHOOK_TIMESTAMP` or
 *   `WEBHOOK_SIGNATURE` when it is not genuine, 400 `WEBHOOK_BODY` when it is and cannot be understood, 500 `WEBHOOK_SECRET` when the
 *   secret is none
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string,
): Promise<WebhookEvent> {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  if (!id || !timestamp || !signatures) {
    throw refused('WEBHOOK_HEADERS', 'One of the headers webhook-id, webhook-timestamp, webhook-signature is missing.');
  }
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : NaN;
  // Written so that a timestamp that is no number is refused too.
  if (!(Math.abs(Date.now() / 1000 - seconds) <= TOLERANCE_SECONDS)) {
    throw refused('WEBHOOK_TIMESTAMP', 'The webhook-timestamp is more than five minutes away from now.');
  }
  const body = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : new Uint8Array(rawBody);
  const expected = await signatureOf(secret, `${id}.${timestamp}.`, body);
  const given = signatures.split(' ').filter((entry) => entry.startsWith(SIGNATURE_VERSION));
  if (!given.some((entry) => isSame(bytesOf(entry.slice(SIGNATURE_VERSION.length)), expected))) {
    throw refused('WEBHOOK_SIGNATURE', 'No webhook-signature fits: another secret, or the body was changed.');
  }
  return eventOf(new TextDecoder().decode(body), id, new Date(seconds * 1000));
}

/** Only computed once, however many signatures came: those are for the sender to choose. */
async function signatureOf(secret: string, head: string, body: Uint8Array): Promise<Uint8Array> {
  const key = secret.startsWith(SECRET_PREFIX) ? bytesOf(secret.slice(SECRET_PREFIX.length)) : null;
  if (!key || key.length === 0) {
    throw new SwitchboardError({
      code: 'WEBHOOK_SECRET',
      group: 'USAGE',
      status: 500,
      description: 'The secret is not whsec_ and base64.',
    });
  }
  const start = new TextEncoder().encode(head);
  const signed = new Uint8Array(start.length + body.length);
  signed.set(start);
  signed.set(body, start.length);
  const hmac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', hmac, signed));
}

/** Takes as long for every difference. */
function isSame(given: Uint8Array | null, expected: Uint8Array): boolean {
  if (given?.length !== expected.length) return false;
  let difference = 0;
  expected.forEach((byte, index) => {
    difference |= byte ^ (given[index] ?? 0);
  });
  return difference === 0;
}

/** The bytes of a base64 text; null when it is none. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function eventOf(text: string, webhookId: string, sentAt: Date): WebhookEvent {
  const body = jsonOf(text);
  if (body && typeof body['event'] === 'string') {
    return { ...body, format: 'envelope', webhookId, sentAt } as unknown as WebhookEvent;
  }
  const change = (body as { entry?: { changes?: WebhookChange[] }[] } | undefined)?.entry?.[0]?.changes?.[0];
  if (!change) {
    throw new SwitchboardError({
      code: 'WEBHOOK_BODY',
      group: 'BAD_REQUEST',
      status: 400,
      description: 'The body is genuine, but no event.',
    });
  }
  return { ...body, format: 'meta', webhookId, sentAt, change } as unknown as WebhookEvent;
}

function headerOf(headers: WebhookHeaders, name: string): string | null {
  if (isHeaders(headers)) return headers.get(name);
  const entry = Object.entries(headers).find(([given]) => given.toLowerCase() === name);
  const value = entry?.[1];
  return (typeof value === 'string' ? value : value?.[0]) ?? null;
}

function isHeaders(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers['get' as keyof WebhookHeaders] === 'function';
}

function refused(code: string, description: string): SwitchboardError {
  return new SwitchboardError({ code, group: 'UNAUTHORIZED', status: 401, description });
}
