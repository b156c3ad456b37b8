import type { Person } from '../lib/permissions';

/** Where someone begins: staff with all tenants, members in the tenant they had open last, else in their first one. */
export function homeOf(person: Person, lastTenantId: string | null): string {
  const { platformRole, memberships } = person;
  if (platformRole !== null) return '/platform/tenants';
  const tenant = memberships.find(({ tenantId }) => tenantId === lastTenantId) ?? memberships[0];
  return tenant ? `/tenants/${tenant.tenantId}/home` : '/account/profile';
}
