import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

/** An API key as it is stored; of the key itself there is only a hash, which never leaves this file. */
export interface ApiKeyRow {
  tenantId: string;
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  /** Our id of the default sender. */
  phoneNumberId: string | null;
  /** Meta's id of the default sender. */
  metaPhoneNumberId: string | null;
  expiresAt: Date | null;
  allowedIps: string[];
  monthlySpendLimitMicros: bigint | null;
  lastUsedAt: Date | null;
  createdAt: Date;
  revokedAt: Date | null;
}

/** When a key was last used. */
export interface KeyUseTime {
  tenantId: string;
  id: string;
  at: Date;
}

const COLUMNS = {
  tenantId: true,
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  phoneNumberId: true,
  expiresAt: true,
  allowedIps: true,
  monthlySpendLimitMicros: true,
  lastUsedAt: true,
  createdAt: true,
  revokedAt: true,
  phoneNumber: { select: { phoneNumberId: true } },
} as const;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** The key with this hash, of whichever tenant, unless it is revoked. */
  async findByHash(keyHash: string): Promise<ApiKeyRow | null> {
    const row = await this.database.platform.apiKey.findFirst({ where: { keyHash, revokedAt: null }, select: COLUMNS });
    return row && rowOf(row);
  }

  async insert(
    tenantId: string,
    transaction: TenantTransaction,
    { metaPhoneNumberId: _, ...key }: Omit<ApiKeyRow, 'tenantId'> & { keyHash: string },
  ): Promise<void> {
    await transaction.apiKey.create({ data: { tenantId, ...key }, select: { id: true } });
  }

  async find(tenantId: string, transaction: TenantTransaction, id: string): Promise<ApiKeyRow | null> {
    const row = await transaction.apiKey.findUnique({ where: { tenantId_id: { tenantId, id } }, select: COLUMNS });
    return row && rowOf(row);
  }

  async list(
    tenantId: string,
    transaction: TenantTransaction,
    beforeId: string | undefined,
    take: number,
  ): Promise<ApiKeyRow[]> {
    const rows = await transaction.apiKey.findMany({
      where: { tenantId, id: { lt: beforeId } },
      select: COLUMNS,
      orderBy: { id: 'desc' },
      take,
    });
    return rows.map(rowOf);
  }

  countLive(tenantId: string, transaction: TenantTransaction, now: Date): Promise<number> {
    return transaction.apiKey.count({
      where: { tenantId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    });
  }

  /** Ends a key, now or later; false when it was revoked meanwhile. */
  async end(
    tenantId: string,
    transaction: TenantTransaction,
    id: string,
    when: { revokedAt: Date } | { expiresAt: Date | null },
  ): Promise<boolean> {
    const { count } = await transaction.apiKey.updateMany({ where: { tenantId, id, revokedAt: null }, data: when });
    return count === 1;
  }

  /** Gives a new key what an older one has spent this month (UTC), so that rotating a key does not renew its spend limit. */
  async copySpend(tenantId: string, transaction: TenantTransaction, fromId: string, toId: string): Promise<void> {
    await transaction.$executeRaw`
      INSERT INTO api_key_spend (tenant_id, api_key_id, month, spent_micros)
      SELECT tenant_id, ${toId}::uuid, month, spent_micros
        FROM api_key_spend
       WHERE tenant_id = ${tenantId}::uuid AND api_key_id = ${fromId}::uuid AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date`;
  }

  /** Writes when keys were last used. A row that is locked is being written by another instance, about the same time: left out. */
  async writeUse(uses: readonly KeyUseTime[]): Promise<void> {
    await this.database.pool.query(
      `UPDATE api_keys k
          SET last_used_at = greatest(k.last_used_at, u.at)
         FROM (SELECT k.tenant_id, k.id, u.at
                 FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS u(tenant_id, id, at)
                 JOIN api_keys k ON k.tenant_id = u.tenant_id AND k.id = u.id
                  FOR NO KEY UPDATE OF k SKIP LOCKED) u
        WHERE k.tenant_id = u.tenant_id AND k.id = u.id`,
      [uses.map(({ tenantId }) => tenantId), uses.map(({ id }) => id), uses.map(({ at }) => at)],
    );
  }
}

function rowOf<R extends { phoneNumber: { phoneNumberId: string } | null }>({
  phoneNumber,
  ...row
}: R): Omit<R, 'phoneNumber'> & { metaPhoneNumberId: string | null } {
  return { ...row, metaPhoneNumberId: phoneNumber?.phoneNumberId ?? null };
}
