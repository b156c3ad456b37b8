import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import { type StoredPhoneNumber, storedNumber } from './phone-number.repository';

export interface TenantRecord {
  id: string;
  name: string;
  status: string;
  currency: string;
  storeLinks: boolean;
  /** Whether members must sign in with one-time codes. */
  requireTotp: boolean;
  planCode: string | null;
  createdAt: Date;
}

export interface TenantFilter {
  /** Only these tenants; undefined: all. */
  ids?: readonly string[];
  /** Part of the name, in any case, or the whole id. */
  search?: { name: string; id?: string };
  status?: string;
  planCode?: string;
  beforeId?: string;
  take: number;
}

const COLUMNS = {
  id: true,
  name: true,
  status: true,
  currency: true,
  storeLinks: true,
  requireTotp: true,
  createdAt: true,
  subscription: { select: { planCode: true } },
} as const;

interface Row extends Omit<TenantRecord, 'planCode'> {
  subscription: { planCode: string } | null;
}

@Injectable()
export class TenantRepository {
  constructor(private readonly database: Database) {}

  /** One transaction over all tenants, for what the platform does to a tenant. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(work);
  }

  async insert(
    tenantId: string,
    transaction: TenantTransaction,
    tenant: { name: string; currency: string; createdAt: Date },
  ): Promise<void> {
    await transaction.tenant.create({ data: { id: tenantId, ...tenant }, select: { id: true } });
  }

  /** The tenant, held against other changes until the transaction ends when `isLocked`. */
  async find(tenantId: string, transaction: TenantTransaction | null, isLocked = false): Promise<TenantRecord | null> {
    const client = transaction ?? this.database.platform;
    if (isLocked) await client.$queryRaw`SELECT 1 FROM tenants WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
    const row = await client.tenant.findUnique({ where: { id: tenantId }, select: COLUMNS });
    return row && recordOf(row);
  }

  async list({ ids, search, status, planCode, beforeId, take }: TenantFilter): Promise<TenantRecord[]> {
    const rows = await this.database.platform.tenant.findMany({
      where: {
        AND: [
          { id: { in: ids && [...ids], lt: beforeId }, status, subscription: planCode ? { planCode } : undefined },
          search
            ? {
                OR: [
                  { name: { contains: search.name, mode: 'insensitive' } },
                  ...(search.id ? [{ id: search.id }] : []),
                ],
              }
            : {},
        ],
      },
      select: COLUMNS,
      orderBy: { id: 'desc' },
      take,
    });
    return rows.map(recordOf);
  }

  async update(
    tenantId: string,
    transaction: TenantTransaction,
    changes: { name?: string; storeLinks?: boolean; requireTotp?: boolean; status?: string },
  ): Promise<TenantRecord> {
    return recordOf(await transaction.tenant.update({ where: { id: tenantId }, data: changes, select: COLUMNS }));
  }

  /** The tenant with its phone numbers, in one reading, for the path of a message. */
  async findWithNumbers(
    tenantId: string,
  ): Promise<(Omit<TenantRecord, 'planCode'> & { phoneNumbers: StoredPhoneNumber[] }) | null> {
    const row = await this.database.platform.tenant.findUnique({
      where: { id: tenantId },
      include: { phoneNumbers: { where: { deletedAt: null }, orderBy: { id: 'asc' } } },
    });
    return row && { ...row, phoneNumbers: row.phoneNumbers.map(storedNumber) };
  }
}

function recordOf({ subscription, ...row }: Row): TenantRecord {
  return { ...row, planCode: subscription?.planCode ?? null };
}
