const BYTES = 16;

/**
 * A new key for requests that must be carried out once. Keep it for as long as the same form is tried again. `crypto.randomUUID` is
 * missing where the console is served without TLS.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
