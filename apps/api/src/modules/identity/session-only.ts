import type { UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';

/** Refuses access tokens where one could be used to outlive itself: making further tokens, changing the password or codes. */
export function requireSession(user: UserPrincipal): void {
  if (user.via !== 'session') throw new ProblemError(403, 'session_required', 'Sign in with your password to do this.');
}
