import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

export interface MemberRecord {
  userId: string;
  email: string;
  name: string;
  role: string;
  totpSecretEncrypted: string | null;
  createdAt: Date;
}

const PERSON = { email: true, name: true, totpSecretEncrypted: true } as const;

/** Who belongs to a tenant. */
@Injectable()
export class MemberRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** Makes changes of a tenant's members wait for each other; false when there is no such tenant. */
  async lock(tenantId: string, transaction: TenantTransaction): Promise<boolean> {
    const locked = await transaction.$queryRaw<
      unknown[]
    >`SELECT 1 FROM tenants WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
    return locked.length === 1;
  }

  async hasTenant(tenantId: string, transaction: TenantTransaction): Promise<boolean> {
    return (await transaction.tenant.count({ where: { id: tenantId } })) === 1;
  }

  async list(
    tenantId: string,
    transaction: TenantTransaction,
    beforeId: string | undefined,
    take: number,
  ): Promise<MemberRecord[]> {
    const rows = await transaction.membership.findMany({
      where: { tenantId, userId: { lt: beforeId } },
      include: { user: { select: PERSON } },
      orderBy: { userId: 'desc' },
      take,
    });
    return rows.map(({ user, userId, role, createdAt }) => ({ userId, role, createdAt, ...user }));
  }

  async find(tenantId: string, transaction: TenantTransaction, userId: string): Promise<MemberRecord | null> {
    const row = await transaction.membership.findUnique({
      where: { tenantId_userId: { tenantId, userId } },
      include: { user: { select: PERSON } },
    });
    return row && { userId, role: row.role, createdAt: row.createdAt, ...row.user };
  }

  async hasEmail(tenantId: string, transaction: TenantTransaction, email: string): Promise<boolean> {
    return (await transaction.membership.count({ where: { tenantId, user: { email } } })) > 0;
  }

  countOwners(tenantId: string, transaction: TenantTransaction): Promise<number> {
    return transaction.membership.count({ where: { tenantId, role: 'owner' } });
  }

  /** Adds a member; one who is a member already keeps the role they have. */
  async insert(
    tenantId: string,
    transaction: TenantTransaction,
    member: { userId: string; role: string },
  ): Promise<void> {
    await transaction.membership.createMany({ data: { tenantId, ...member }, skipDuplicates: true });
  }

  async setRole(tenantId: string, transaction: TenantTransaction, userId: string, role: string): Promise<void> {
    await transaction.membership.updateMany({ where: { tenantId, userId }, data: { role } });
  }

  async delete(tenantId: string, transaction: TenantTransaction, userId: string): Promise<void> {
    await transaction.membership.deleteMany({ where: { tenantId, userId } });
  }
}
