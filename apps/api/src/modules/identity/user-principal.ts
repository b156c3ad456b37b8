import { PLATFORM_ROLES, type PlatformRole, TENANT_ROLES, type TenantRole } from '@switchboard/contracts';
import type { UserPrincipal } from '../../http/principal';

/** A console user as the database knows them. */
export interface UserRecord {
  id: string;
  email: string;
  name: string;
  passwordHash: string | null;
  platformRole: string | null;
  totpSecretEncrypted: string | null;
  createdAt: Date;
  disabledAt: Date | null;
  memberships: MembershipRecord[];
}

export interface MembershipRecord {
  tenantId: string;
  role: string;
  tenant: { name: string; status: string; requireTotp: boolean };
}

/** By what means a user is known, and whether one-time codes are on. */
export type UserMeans = Pick<UserPrincipal, 'via' | 'sessionId' | 'csrfToken' | 'hasTotp' | 'expiresAt'>;

/** How the console tells a client about a user. */
export interface UserView {
  id: string;
  email: string;
  name: string;
  /** Null for people who do not work for the platform. */
  platformRole: PlatformRole | null;
  memberships: readonly MembershipView[];
}

/** What a user is in a tenant. */
export interface MembershipView {
  tenantId: string;
  role: TenantRole;
}

/** The user as the one who makes a request. A role that this version does not know gives no rights. */
export function principalOf(user: UserRecord, means: UserMeans): UserPrincipal {
  return {
    kind: 'user',
    userId: user.id,
    email: user.email,
    name: user.name,
    platformRole: knownPlatformRole(user.platformRole),
    memberships: user.memberships.flatMap(({ tenantId, role, tenant }) => {
      const known = TENANT_ROLES.find((each) => each === role);
      return known ? [{ tenantId, role: known, needsTotp: tenant.requireTotp && !means.hasTotp }] : [];
    }),
    ...means,
  };
}

export function knownPlatformRole(role: string | null): PlatformRole | null {
  return PLATFORM_ROLES.find((each) => each === role) ?? null;
}

export function presentUser({ userId, email, name, platformRole, memberships }: UserPrincipal): UserView {
  return {
    id: userId,
    email,
    name,
    platformRole,
    memberships: memberships.map(({ tenantId, role }) => ({ tenantId, role })),
  };
}

/** E-mail addresses are kept and compared in lower case: no provider in use tells them apart by it. */
export function normalisedEmail(email: string): string {
  return email.trim().toLowerCase();
}
