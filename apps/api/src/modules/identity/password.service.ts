import { Injectable } from '@nestjs/common';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { ChangePasswordRequest } from './account.dto';
import { AuthenticationService } from './authentication.service';
import { PasswordHasher } from './password-hasher.service';
import { SessionRepository } from './session.repository';
import { UserRepository } from './user.repository';

/** Changing one's own password. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly authentication: AuthenticationService,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
  ) {}

  /** Sets a new password and ends all other sessions of the user. Access tokens stay: they are revoked one by one. */
  async change(user: UserPrincipal, { current, next }: ChangePasswordRequest, origin: RequestOrigin): Promise<void> {
    if (next === current) {
      throw ProblemError.invalid([{ path: 'next', rule: 'different', message: 'is the password that you have now' }]);
    }
    await this.authentication.reauthenticate(user, current, origin);
    const passwordHash = await this.hasher.hash(next);
    await this.users.transaction(async (transaction) => {
      await this.users.setPasswordHash(transaction, user.userId, passwordHash);
      const sessionsEnded = await this.sessions.deleteOthers(transaction, user.userId, user.sessionId);
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'user.password_changed',
        targetType: 'user',
        targetId: user.userId,
        after: { sessionsEnded },
      });
    });
  }
}
