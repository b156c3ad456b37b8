const DAY_MS = 86_400_000;

/** How long a new token may live. */
export const LIFETIMES = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
] as const;

export type Lifetime = (typeof LIFETIMES)[number]['value'];

/** When a token made now ends, as the API takes it; null: it does not end by itself. */
export function expiryOf(lifetime: Lifetime, now: Date): string | null {
  return lifetime === 'never' ? null : new Date(now.getTime() + Number(lifetime) * DAY_MS).toISOString();
}
