import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../secrets/secret-box';
import { type TotpState, useTotpCode } from './totp-state';
import type { UserRecord } from './user-principal';
import { UserRepository } from './user.repository';

/** Checks one-time codes and remembers in the database which were used, so that no instance takes one twice. */
@Injectable()
export class TotpVerifier {
  constructor(
    private readonly users: UserRepository,
    private readonly box: SecretBox,
  ) {}

  /** The user's sealed state, opened; null when they have not enrolled. */
  stateOf(user: Pick<UserRecord, 'id' | 'totpSecretEncrypted'>): TotpState | null {
    if (user.totpSecretEncrypted === null) return null;
    return JSON.parse(this.box.open(user.totpSecretEncrypted, this.contextOf(user.id))) as TotpState;
  }

  /** Whether the user signs in with codes. A secret that cannot be opened any more has been turned on by someone who could. */
  isOn(user: Pick<UserRecord, 'id' | 'totpSecretEncrypted'>): boolean {
    if (user.totpSecretEncrypted === null) return false;
    try {
      return this.stateOf(user)?.confirmed ?? false;
    } catch {
      return true;
    }
  }

  contextOf(userId: string): string {
    return `user_totp:${userId}`;
  }

  /** The state after using the code now, or null when it is wrong or used. Nothing is remembered yet. */
  use(state: TotpState, code: string): TotpState | null {
    return useTotpCode(state, code, Date.now());
  }

  /** Uses up a code at sign-in. Of two attempts with the same code at once, one succeeds. */
  async redeem(user: UserRecord, state: TotpState, code: string): Promise<boolean> {
    const used = this.use(state, code);
    if (!used) return false;
    const sealed = this.box.seal(JSON.stringify(used), this.contextOf(user.id));
    return this.users.replaceTotp(null, user.id, user.totpSecretEncrypted, sealed);
  }
}
