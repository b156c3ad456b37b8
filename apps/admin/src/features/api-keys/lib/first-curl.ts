interface CurlParts {
  /** Of this installation: `https://wa.example.com`. */
  origin: string;
  key: string;
  /** Meta's id of the sender; absent when the key, or the tenant's only number, decides. */
  phoneNumberId?: string;
}

const RECIPIENT = '905321234567';

/** A command that sends a first message with the key. In the sandbox it costs nothing and reaches nobody. */
export function sendCurl({ origin, key, phoneNumberId }: CurlParts): string {
  const query = new URLSearchParams({ ...(phoneNumberId && { phone_number_id: phoneNumberId }), is_fake: 'true' });
  const body = { messaging_product: 'whatsapp', to: RECIPIENT, type: 'text', text: { body: 'Hello from Switchboard' } };
  return [
    `curl -X POST '${origin}/v1/wa/message?${query.toString()}' \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n');
}

/** A command that reads with the key, for one that may not send. */
export function readCurl({ origin, key }: CurlParts, scopes: readonly string[]): string {
  const path = READS.find(([scope]) => scopes.includes(scope))?.[1] ?? '/v1/wa/messages';
  return `curl '${origin}${path}' \\\n  -H 'Authorization: Bearer ${key}'`;
}

const READS: readonly (readonly [string, string])[] = [
  ['messages:read', '/v1/wa/messages'],
  ['billing:read', '/v1/wa/balance'],
  ['templates:read', '/v2/templates'],
];
