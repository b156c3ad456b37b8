import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { UserRecord } from './user-principal';

/** With what decides on a user's rights in each tenant. */
export const WITH_MEMBERSHIPS = {
  memberships: {
    select: { tenantId: true, role: true, tenant: { select: { name: true, status: true, requireTotp: true } } },
    orderBy: { tenantId: 'asc' },
  },
} as const;
/** Names the lock under which the first operator is made. */
const SEED_LOCK = 'switchboard.seed_operator';

export type NewUser = Pick<UserRecord, 'id' | 'email' | 'name' | 'passwordHash' | 'platformRole'>;

/** Console users. They belong to the platform, not to a tenant: one person can be a member of several. */
@Injectable()
export class UserRepository {
  constructor(private readonly database: Database) {}

  /** Runs work on users, sessions and audit entries as one transaction. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(work);
  }

  findByEmail(email: string): Promise<UserRecord | null> {
    return this.database.platform.user.findUnique({ where: { email }, include: WITH_MEMBERSHIPS });
  }

  findById(id: string): Promise<UserRecord | null> {
    return this.database.platform.user.findUnique({ where: { id }, include: WITH_MEMBERSHIPS });
  }

  /** False when the e-mail address is taken. */
  async insert(
    transaction: TenantTransaction,
    { id, email, name, passwordHash, platformRole }: NewUser,
  ): Promise<boolean> {
    const data = { id, email, name, passwordHash, platformRole };
    const { count } = await transaction.user.createMany({ data, skipDuplicates: true });
    return count === 1;
  }

  async setPasswordHash(transaction: TenantTransaction | null, id: string, passwordHash: string): Promise<void> {
    await (transaction ?? this.database.platform).user.update({
      where: { id },
      data: { passwordHash },
      select: { id: true },
    });
  }

  async setName(transaction: TenantTransaction, id: string, name: string): Promise<void> {
    await transaction.user.update({ where: { id }, data: { name }, select: { id: true } });
  }

  /** Replaces the one-time code state if it is still the given one; false when someone else was faster. */
  async replaceTotp(
    transaction: TenantTransaction | null,
    id: string,
    from: string | null,
    to: string | null,
  ): Promise<boolean> {
    const { count } = await (transaction ?? this.database.platform).user.updateMany({
      where: { id, totpSecretEncrypted: from },
      data: { totpSecretEncrypted: to },
    });
    return count === 1;
  }

  /** Waits until no other process is making the first operator, then tells whether there is one. */
  async hasOperator(transaction: TenantTransaction): Promise<boolean> {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${SEED_LOCK}, 0))`;
    return (await transaction.user.count({ where: { platformRole: 'operator' } })) > 0;
  }
}
