import { Injectable } from '@nestjs/common';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { SecretBox } from '../../secrets/secret-box';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { TotpEnrolment } from './account.dto';
import { AuthenticationService } from './authentication.service';
import { TotpVerifier } from './totp-verifier.service';
import { newTotpState, totpUrl } from './totp-state';
import { UserRepository } from './user.repository';

/** Second factor by authenticator app. Turning it on or off takes the password, so that a stolen session cannot. */
@Injectable()
export class TotpService {
  constructor(
    private readonly users: UserRepository,
    private readonly authentication: AuthenticationService,
    private readonly verifier: TotpVerifier,
    private readonly audit: AuditService,
    private readonly box: SecretBox,
  ) {}

  /** Makes a secret that becomes effective once `confirm` has seen a code of it. Replaces an unconfirmed one. */
  async enrol(user: UserPrincipal, password: string, origin: RequestOrigin): Promise<TotpEnrolment> {
    const record = await this.authentication.reauthenticate(user, password, origin);
    const current = this.verifier.stateOf(record);
    if (current?.confirmed) throw ProblemError.conflict('One-time codes are already on. Turn them off first.');
    const state = newTotpState();
    const sealed = this.box.seal(JSON.stringify(state), this.verifier.contextOf(record.id));
    if (!(await this.users.replaceTotp(null, record.id, record.totpSecretEncrypted, sealed))) throw busy();
    return { secret: state.secret, otpauthUrl: totpUrl(state, record.email) };
  }

  /** Turns codes on, given one that the app shows now. */
  async confirm(user: UserPrincipal, code: string, origin: RequestOrigin): Promise<void> {
    const record = await this.users.findById(user.userId);
    const state = record && this.verifier.stateOf(record);
    if (!record || !state) throw ProblemError.conflict('Enrol an authenticator app first.');
    if (state.confirmed) throw ProblemError.conflict('One-time codes are already on.');
    const used = await this.authentication.guarded(user.email, origin.ip, () => this.verifier.use(state, code));
    if (!used)
      throw ProblemError.invalid([{ path: 'code', rule: 'totp', message: 'is not the code that the app shows now' }]);
    const sealed = this.box.seal(JSON.stringify({ ...used, confirmed: true }), this.verifier.contextOf(record.id));
    await this.change(user, origin, 'user.totp_enabled', record.totpSecretEncrypted, sealed);
  }

  /** Turns codes off. */
  async disable(user: UserPrincipal, password: string, origin: RequestOrigin): Promise<void> {
    const record = await this.authentication.reauthenticate(user, password, origin);
    if (record.totpSecretEncrypted === null) return;
    await this.change(user, origin, 'user.totp_disabled', record.totpSecretEncrypted, null);
  }

  private change(
    user: UserPrincipal,
    origin: RequestOrigin,
    action: string,
    from: string | null,
    to: string | null,
  ): Promise<void> {
    return this.users.transaction(async (transaction) => {
      if (!(await this.users.replaceTotp(transaction, user.userId, from, to))) throw busy();
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action,
        targetType: 'user',
        targetId: user.userId,
        after: { totp: to !== null },
      });
    });
  }
}

function busy(): ProblemError {
  return ProblemError.conflict('This was changed at the same time. Try again.');
}
