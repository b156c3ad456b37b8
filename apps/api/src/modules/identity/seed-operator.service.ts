import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { AuditService, PLATFORM } from '../audit/audit.service';
import { PasswordHasher } from './password-hasher.service';
import { normalisedEmail } from './user-principal';
import { UserRepository } from './user.repository';

const GENERATED_PASSWORD_BYTES = 18;

/** The operator who was just made. */
export interface SeededOperator {
  email: string;
  /** To be shown once at start; null when the password was given. */
  generatedPassword: string | null;
}

/** Makes the first operator, without whom nobody could sign in. */
@Injectable()
export class SeedOperator {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes an operator unless there is one; safe to call at every start and by several processes at once.
   * @returns the new operator, or null when there was one already
   * @throws Error when the e-mail address belongs to a user who is not an operator: nobody is promoted silently
   */
  async ensure(email: string, password?: string): Promise<SeededOperator | null> {
    const given = password ?? randomBytes(GENERATED_PASSWORD_BYTES).toString('base64url');
    const id = uuidv7();
    const address = normalisedEmail(email);
    const isSeeded = await this.users.transaction(async (transaction) => {
      if (await this.users.hasOperator(transaction)) return false;
      const passwordHash = await this.hasher.hash(given);
      const user = { id, email: address, name: 'Operator', passwordHash, platformRole: 'operator' };
      if (!(await this.users.insert(transaction, user))) {
        throw new Error(
          `There is no operator yet, and ADMIN_EMAIL ${address} belongs to another user. Set another ADMIN_EMAIL.`,
        );
      }
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: 'system',
        origin: null,
        action: 'user.created',
        targetType: 'user',
        targetId: id,
        after: { email: address, platformRole: 'operator' },
      });
      return true;
    });
    return isSeeded ? { email: address, generatedPassword: password === undefined ? given : null } : null;
  }
}
