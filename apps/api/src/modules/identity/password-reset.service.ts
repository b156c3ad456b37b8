import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { clientNetwork } from '../../secrets/client-network';
import { hashSecretToken } from '../../secrets/secret-token';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { AcceptPasswordResetRequest } from './account.dto';
import { AttemptStore } from './attempt-store';
import { PasswordHasher } from './password-hasher.service';
import { PASSWORD_RESET_JOB } from './password-reset.job';
import { PasswordResetRepository } from './password-reset.repository';
import { SessionRepository } from './session.repository';
import { SignInLimiter } from './sign-in-limiter.service';
import { normalisedEmail, principalOf } from './user-principal';
import { UserRepository } from './user.repository';

const HOUR_MS = 60 * 60 * 1_000;
/** Letters that anyone can have sent to an address. */
const LETTERS_PER_ACCOUNT = 3;
const REQUESTS_PER_NETWORK = 20;

/** How someone who has forgotten their password sets another, by a link in a letter. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly resets: PasswordResetRepository,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly hasher: PasswordHasher,
    private readonly attempts: AttemptStore,
    private readonly limiter: SignInLimiter,
    private readonly audit: AuditService,
  ) {}

  /**
   * Has a letter written. Whether there is such an account shows neither in the answer nor in its duration: the job looks. More than
   * 3 in an hour for an address are taken and not sent.
   * @throws ProblemError 429 beyond 20 in an hour from a network
   */
  async request(given: string, ip: string): Promise<void> {
    const email = normalisedEmail(given);
    const now = Date.now();
    const network = { key: `reset-network:${clientNetwork(ip)}`, max: REQUESTS_PER_NETWORK, windowMs: HOUR_MS };
    const waitMs = await this.attempts.take(network, now);
    if (waitMs > 0) throw ProblemError.tooMany(Math.ceil(waitMs / 1_000));
    const account = { key: `reset-account:${email}`, max: LETTERS_PER_ACCOUNT, windowMs: HOUR_MS };
    if ((await this.attempts.take(account, now)) > 0) return;
    await this.resets.enqueue(PASSWORD_RESET_JOB, email);
  }

  /**
   * Sets the password of the link's account, once, and ends all its sessions. One-time codes stay on, and access tokens stay: they
   * are revoked one by one.
   * @throws ProblemError 404 for a link that is unknown, used or older than an hour
   */
  async accept({ token, password }: AcceptPasswordResetRequest, origin: RequestOrigin): Promise<void> {
    const tokenHash = hashSecretToken(token);
    const userId = await this.resets.findUserId(tokenHash, new Date());
    const user = userId === null ? null : await this.users.findById(userId);
    if (!user) throw ProblemError.notFound('Password reset');
    const passwordHash = await this.hasher.hash(password);
    await this.users.transaction(async (transaction) => {
      if (!(await this.resets.use(transaction, user.id, tokenHash, new Date())))
        throw ProblemError.notFound('Password reset');
      await this.users.setPasswordHash(transaction, user.id, passwordHash);
      const sessionsEnded = await this.sessions.deleteOthers(transaction, user.id, null);
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: principalOf(user, { via: 'session', sessionId: null, csrfToken: null }),
        origin,
        action: 'user.password_reset',
        targetType: 'user',
        targetId: user.id,
        after: { sessionsEnded },
      });
    });
    await this.limiter.forgive(user.email);
  }
}
