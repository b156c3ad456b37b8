import { Injectable } from '@nestjs/common';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { PasswordHasher } from './password-hasher.service';
import { type Attempt, SignInLimiter } from './sign-in-limiter.service';
import { TotpVerifier } from './totp-verifier.service';
import { normalisedEmail, principalOf, type UserRecord } from './user-principal';
import { UserRepository } from './user.repository';

export interface Credentials {
  email: string;
  password: string;
  /** The six digits of the authenticator app. */
  totp?: string;
}

/** Proves who people are by password and, where enrolled, one-time code. All of it is limited per account and network. */
@Injectable()
export class AuthenticationService {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limiter: SignInLimiter,
    private readonly totp: TotpVerifier,
  ) {}

  /**
   * Checks a sign-in.
   * @throws ProblemError 401 `unauthorized` (one answer for everything that is wrong), 401 `totp_required` when only the code is
   * missing, 429 beyond the limits
   */
  async signIn(credentials: Credentials, ip: string): Promise<UserPrincipal> {
    const email = normalisedEmail(credentials.email);
    const attempt = await this.limiter.begin(email, ip);
    const user = await this.decided(attempt, async () => {
      const found = await this.users.findByEmail(email);
      return (await this.isRightPassword(found, credentials.password)) ? found : null;
    });
    if (!user) throw wrongCredentials();
    await this.checkCode(user, credentials.totp, attempt);
    await attempt.succeeded();
    await this.strengthen(user, credentials.password);
    return principalOf(user, { via: 'session', sessionId: null, csrfToken: null, hasTotp: this.totp.isOn(user) });
  }

  /** Asks a signed-in user for their password again, before what a stolen session must not do. */
  async reauthenticate(user: UserPrincipal, password: string, origin: RequestOrigin): Promise<UserRecord> {
    const record = await this.guarded(user.email, origin.ip, async () => {
      const found = await this.users.findById(user.userId);
      return (await this.isRightPassword(found, password)) ? found : null;
    });
    if (!record) throw new ProblemError(403, 'wrong_password', 'That is not your password.');
    return record;
  }

  /** The user of an e-mail address if the password is theirs; null otherwise. */
  verifyPassword(user: UserRecord, password: string, ip: string): Promise<true | null> {
    return this.guarded(user.email, ip, async () => ((await this.isRightPassword(user, password)) ? true : null));
  }

  /** Runs a check of a secret within the limits; null counts as a failure. */
  async guarded<T>(email: string, ip: string, check: () => Promise<T | null> | T | null): Promise<T | null> {
    const attempt = await this.limiter.begin(email, ip);
    const outcome = await this.decided(attempt, check);
    if (outcome !== null) await attempt.succeeded();
    return outcome;
  }

  /** A fault of ours is not a wrong guess of theirs. */
  private async decided<T>(attempt: Attempt, check: () => Promise<T> | T): Promise<T> {
    try {
      return await check();
    } catch (error) {
      await attempt.undecided();
      throw error;
    }
  }

  private async isRightPassword(user: UserRecord | null, password: string): Promise<boolean> {
    const isRight = await this.hasher.verify(user?.passwordHash ?? null, password);
    return isRight && user !== null && user.disabledAt === null;
  }

  private async checkCode(user: UserRecord, code: string | undefined, attempt: Attempt): Promise<void> {
    const state = await this.decided(attempt, () => this.totp.stateOf(user));
    if (!state?.confirmed) return;
    if (code === undefined) {
      await attempt.undecided();
      throw new ProblemError(401, 'totp_required', 'Enter the code of your authenticator app too.');
    }
    if (!(await this.decided(attempt, () => this.totp.redeem(user, state, code)))) throw wrongCredentials();
  }

  /** Only here is the password at hand that a hash with today's parameters can be made of. */
  private async strengthen(user: UserRecord, password: string): Promise<void> {
    if (user.passwordHash === null || !this.hasher.needsRehash(user.passwordHash)) return;
    await this.users.setPasswordHash(null, user.id, await this.hasher.hash(password));
  }
}

function wrongCredentials(): ProblemError {
  return ProblemError.unauthorized('The e-mail address, password or code is wrong.');
}
