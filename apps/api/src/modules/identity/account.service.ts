import { Injectable } from '@nestjs/common';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { AccountView } from './account.dto';
import { TotpVerifier } from './totp-verifier.service';
import { knownPlatformRole, type UserRecord } from './user-principal';
import { UserRepository } from './user.repository';

/** What people see and change about themselves. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UserRepository,
    private readonly totp: TotpVerifier,
    private readonly audit: AuditService,
  ) {}

  async view(user: UserPrincipal): Promise<AccountView> {
    const record = await this.users.findById(user.userId);
    if (!record) throw ProblemError.unauthorized();
    return this.present(record);
  }

  /** Changes the name that other people see. */
  async rename(user: UserPrincipal, name: string, origin: RequestOrigin): Promise<AccountView> {
    if (name !== user.name) {
      await this.users.transaction(async (transaction) => {
        await this.users.setName(transaction, user.userId, name);
        await this.audit.record(transaction, {
          tenantId: PLATFORM,
          actor: user,
          origin,
          action: 'user.renamed',
          targetType: 'user',
          targetId: user.userId,
          before: { name: user.name },
          after: { name },
        });
      });
    }
    return this.view(user);
  }

  private present(record: UserRecord): AccountView {
    const { id, email, name, platformRole, createdAt } = record;
    return {
      id,
      email,
      name,
      platformRole: knownPlatformRole(platformRole),
      totpEnabled: this.totp.isOn(record),
      createdAt: createdAt.toISOString(),
    };
  }
}
