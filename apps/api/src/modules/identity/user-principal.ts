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
  disabledAt: Date | null;
  memberships: { tenantId: string; role: string }[];
}

/** How the console tells a client about a user. */
export interface UserView {
  id: string;
  email: string;
  name: string;
  platformRole: PlatformRole | null;
  memberships: readonly { tenantId: string; role: TenantRole }[];
}

/** The user as the one who makes a request. A role that this version does not know gives no rights. */
export function principalOf(
  user: UserRecord,
  means: Pick<UserPrincipal, 'via' | 'sessionId' | 'csrfToken'>,
): UserPrincipal {
  return {
    kind: 'user',
    userId: user.id,
    email: user.email,
    name: user.name,
    platformRole: PLATFORM_ROLES.find((role) => role === user.platformRole) ?? null,
    memberships: user.memberships.flatMap(({ tenantId, role }) => {
      const known = TENANT_ROLES.find((each) => each === role);
      return known ? [{ tenantId, role: known }] : [];
    }),
    ...means,
  };
}

export function presentUser({ userId, email, name, platformRole, memberships }: UserPrincipal): UserView {
  return { id: userId, email, name, platformRole, memberships };
}

/** E-mail addresses are kept and compared in lower case: no provider in use tells them apart by it. */
export function normalisedEmail(email: string): string {
  return email.trim().toLowerCase();
}
