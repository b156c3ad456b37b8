import type { EndpointSnapshot } from './endpoint-directory';
import { hubSignature, webhookSignature } from './signature';

/** What is posted, before it is signed. */
export interface WebhookMessage {
  /** The `webhook-id`. */
  id: string;
  body: string;
}

/**
 * The headers of one attempt: the tenant's own, those of Standard Webhooks, and what the endpoint asked for besides.
 * During a rotation's overlap both secrets sign. `X-Hub-Signature-256` has room for one signature only: it stays with the old
 * secret until the overlap ends.
 */
export function attemptHeaders(endpoint: EndpointSnapshot, message: WebhookMessage, at: Date): Record<string, string> {
  const previous = endpoint.previous && endpoint.previous.until > at ? endpoint.previous.secret : null;
  const timestampSeconds = Math.floor(at.getTime() / 1000);
  const secrets = previous === null ? [endpoint.secret] : [endpoint.secret, previous];
  return {
    ...endpoint.headers,
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': webhookSignature(secrets, { ...message, timestampSeconds }),
    ...(endpoint.bearerToken !== null && { authorization: `Bearer ${endpoint.bearerToken}` }),
    ...(endpoint.hubSignature && { 'x-hub-signature-256': hubSignature(previous ?? endpoint.secret, message.body) }),
  };
}
