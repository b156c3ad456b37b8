/** How a receiver in Node tells that an event is ours: for those who have just got a secret. */
export const VERIFICATION_SNIPPET = `import { createHmac, timingSafeEqual } from 'node:crypto';

/** \`body\` is the raw body (a Buffer), before anything has parsed it; \`headers\` have lower-case names. */
export function isGenuine(secret, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  // Older than five minutes: someone may be replaying it.
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(\`\${id}.\${timestamp}.\`).update(body).digest();
  // During a rotation there are two signatures, one with each secret.
  return signatures.split(' ').some((entry) => {
    const [version, signature = ''] = entry.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
`;
