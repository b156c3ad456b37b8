/** Roles over the whole platform: an operator may do everything, support reads every tenant. */
export const PLATFORM_ROLES = ['operator', 'support'] as const;

export type PlatformRole = (typeof PLATFORM_ROLES)[number];

/** Roles within one tenant, from the most to the least powerful. */
export const TENANT_ROLES = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const;

export type TenantRole = (typeof TENANT_ROLES)[number];
