/** What an API key can be allowed to do. */
export const SCOPES = [
  'messages:send',
  'messages:read',
  'media:read',
  'media:write',
  'billing:read',
  'templates:read',
  'templates:write',
  'webhooks:manage',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Whether the text names a scope. */
export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
