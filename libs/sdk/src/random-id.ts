const FALLBACK_BYTES = 16;

/** An id that nobody else has. `randomUUID` is missing in pages that were not loaded over https; random bytes are not. */
export function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(FALLBACK_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
