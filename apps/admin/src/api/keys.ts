import type { QueryKey } from '@tanstack/react-query';

/**
 * The key of something of a tenant: `tenantKey(tenantId, 'phone-numbers', { cursor })`. All keys of one tenant begin alike, so that
 * `invalidate(tenantKey(tenantId, 'phone-numbers'))` reaches every list and detail of its numbers.
 */
export function tenantKey(tenantId: string, resource: string, ...more: readonly unknown[]): QueryKey {
  return ['tenant', tenantId, resource, ...more];
}

/** The key of something of the whole platform: `platformKey('plans')`. */
export function platformKey(resource: string, ...more: readonly unknown[]): QueryKey {
  return ['platform', resource, ...more];
}

/** The key of something of the person who is signed in: `accountKey('sessions')`. */
export function accountKey(resource: string, ...more: readonly unknown[]): QueryKey {
  return ['account', resource, ...more];
}
