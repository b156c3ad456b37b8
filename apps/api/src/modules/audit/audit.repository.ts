import { Injectable } from '@nestjs/common';
import { Database, Prisma, type TenantTransaction } from '@switchboard/database';
import type { AuditableValue } from './auditable';

/** One row of the audit log; rows are added and never changed. */
export interface AuditRow {
  tenantId: string;
  id: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  targetType: string;
  targetId: string | null;
  before: AuditableValue | null;
  after: AuditableValue | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
}

export interface AuditFilter {
  action?: string;
  actor?: string;
  targetType?: string;
  targetId?: string;
  from?: Date;
  to?: Date;
  /** Entries older than the one with this id. */
  beforeId?: string;
  /** How many rows to read. */
  take: number;
}

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert(transaction: TenantTransaction | null, row: AuditRow): Promise<void> {
    const { before, after, ...rest } = row;
    await (transaction ?? this.database.platform).auditEntry.create({
      data: { ...rest, before: before ?? Prisma.DbNull, after: after ?? Prisma.DbNull },
      select: { id: true },
    });
  }

  /** The entries of one tenant, newest first; null when there is no such tenant. */
  listByTenant(tenantId: string, filter: AuditFilter): Promise<AuditRow[] | null> {
    return this.database.tenant(tenantId, async (transaction) => {
      const tenant = await transaction.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
      return tenant && read(transaction, { tenantId, ...conditions(filter) }, filter.take);
    });
  }

  /** The entries of all tenants and of the platform, newest first. */
  listAll(filter: AuditFilter): Promise<AuditRow[]> {
    return read(this.database.platform, conditions(filter), filter.take);
  }
}

async function read(client: TenantTransaction, where: Prisma.AuditEntryWhereInput, take: number): Promise<AuditRow[]> {
  const rows = await client.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take });
  return rows.map((row) => ({ ...row, before: row.before as AuditableValue, after: row.after as AuditableValue }));
}

function conditions({
  action,
  actor,
  targetType,
  targetId,
  from,
  to,
  beforeId,
}: AuditFilter): Prisma.AuditEntryWhereInput {
  return {
    action,
    targetType,
    targetId,
    OR: actor === undefined ? undefined : [{ actorId: actor }, { actorName: actor }],
    at: { gte: from, lt: to },
    id: { lt: beforeId },
  };
}
