import type { UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';

/**
 * Refuses what would let someone rise above their own role: only owners and operators make, change and remove owners. Whether
 * the user may manage members at all is the route's rule.
 * @param roles the roles concerned: the one that a member has, and the one they are to have
 */
export function checkMayAssign(user: UserPrincipal, tenantId: string, roles: readonly string[]): void {
  if (!roles.includes('owner') || user.platformRole === 'operator') return;
  const own = user.memberships.find((membership) => membership.tenantId === tenantId);
  if (own?.role !== 'owner') throw ProblemError.forbidden('Only an owner may do this to an owner.');
}
