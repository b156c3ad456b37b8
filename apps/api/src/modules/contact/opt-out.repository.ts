import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

export interface OptOutRecord {
  recipient: string;
  source: string;
  createdAt: Date;
}

const OPT_OUT = { recipient: true, source: true, createdAt: true } as const;

/** The opt-outs of tenants, as the console sees them; what Meta tells of opt-outs is written by `record_inbound`. */
@Injectable()
export class OptOutRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  list(
    tenantId: string,
    transaction: TenantTransaction,
    { search, after, take }: { search?: string; after?: string; take: number },
  ): Promise<OptOutRecord[]> {
    return transaction.optOut.findMany({
      where: {
        tenantId,
        recipient: { gt: after, contains: search, mode: search === undefined ? undefined : 'insensitive' },
      },
      select: OPT_OUT,
      orderBy: { recipient: 'asc' },
      take,
    });
  }

  find(tenantId: string, transaction: TenantTransaction, recipient: string): Promise<OptOutRecord | null> {
    return transaction.optOut.findUnique({ where: { tenantId_recipient: { tenantId, recipient } }, select: OPT_OUT });
  }

  /** False when the recipient had opted out already. */
  async insert(tenantId: string, transaction: TenantTransaction, recipient: string, source: string): Promise<boolean> {
    const { count } = await transaction.optOut.createMany({
      data: { tenantId, recipient, source },
      skipDuplicates: true,
    });
    return count === 1;
  }

  /** False when the recipient had not opted out. */
  async remove(tenantId: string, transaction: TenantTransaction, recipient: string): Promise<boolean> {
    const { count } = await transaction.optOut.deleteMany({ where: { tenantId, recipient } });
    return count === 1;
  }

  /** Remembers the last word about a recipient, so that a report of Meta from before does not count any more. */
  async remember(
    tenantId: string,
    transaction: TenantTransaction,
    recipient: string,
    value: 'stop' | 'resume',
  ): Promise<void> {
    await transaction.$executeRaw`
      INSERT INTO marketing_preferences AS p (tenant_id, recipient, value, changed_at)
      VALUES (${tenantId}::uuid, ${recipient}, ${value}, now())
      ON CONFLICT (tenant_id, recipient) DO UPDATE SET value = excluded.value, changed_at = greatest(p.changed_at, excluded.changed_at)`;
  }
}
