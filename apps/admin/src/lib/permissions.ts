import type { PlatformRole, TenantRole } from '@switchboard/contracts';

/** Who is signed in, as far as rights go. */
export interface Person {
  platformRole: PlatformRole | null;
  memberships: readonly { tenantId: string; role: TenantRole }[];
}

interface Rule {
  /** Roles of the tenant that may. Operators may everything, support what only reads. */
  tenant: readonly TenantRole[];
  reading?: true;
}

const ALL: readonly TenantRole[] = ['owner', 'admin', 'developer', 'billing', 'viewer'];
const MANAGERS: readonly TenantRole[] = ['owner', 'admin'];
const BUILDERS: readonly TenantRole[] = ['owner', 'admin', 'developer'];
const ACCOUNTANTS: readonly TenantRole[] = ['owner', 'admin', 'billing', 'viewer'];

const read = (tenant: readonly TenantRole[]): Rule => ({ tenant, reading: true });
const act = (tenant: readonly TenantRole[]): Rule => ({ tenant });

/**
 * What people may do, by the API's own rules (its `@ConsoleRoute` declarations). The API decides; the console only does not offer
 * what it would refuse.
 */
const RULES = {
  'tenant:read': read(ALL),
  'tenant:change': act(MANAGERS),
  'messages:read': read(ALL),
  'messages:send': act(BUILDERS),
  'phone-numbers:read': read(ALL),
  'phone-numbers:manage': act(MANAGERS),
  'api-keys:read': read(ALL),
  'api-keys:manage': act(BUILDERS),
  'templates:read': read(ALL),
  'templates:manage': act(BUILDERS),
  'media:read': read(ALL),
  'media:manage': act(BUILDERS),
  'opt-outs:read': read(ALL),
  'opt-outs:manage': act(BUILDERS),
  'webhooks:read': read(ALL),
  'webhooks:manage': act(BUILDERS),
  'wallet:read': read(ALL),
  'ledger:read': read(ACCOUNTANTS),
  'invoices:read': read(ACCOUNTANTS),
  'wallet:alerts': act(['owner', 'admin', 'billing']),
  'wallet:top-up': act([]),
  'usage:read': read(ALL),
  'members:read': read(ALL),
  'members:manage': act(MANAGERS),
  'audit:read': read(ALL),
  'platform:read': read([]),
  'platform:manage': act([]),
} as const satisfies Record<string, Rule>;

/** Something that a role allows or does not. `…:read` is a page, the others are actions. */
export type Permission = keyof typeof RULES;

/** Whether the person may do it; in that tenant, where it is about one. */
export function mayDo(person: Person, permission: Permission, tenantId?: string): boolean {
  const rule: Rule = RULES[permission];
  if (person.platformRole === 'operator') return true;
  if (person.platformRole === 'support' && rule.reading) return true;
  const role = roleIn(person, tenantId);
  return role !== null && rule.tenant.includes(role);
}

/** The person's role in a tenant; null for someone who does not belong to it (an operator, say). */
export function roleIn(person: Person, tenantId: string | undefined): TenantRole | null {
  return person.memberships.find((each) => each.tenantId === tenantId)?.role ?? null;
}

/** Whether the person may open a tenant's pages at all. */
export function mayEnter(person: Person, tenantId: string): boolean {
  return person.platformRole !== null || roleIn(person, tenantId) !== null;
}
