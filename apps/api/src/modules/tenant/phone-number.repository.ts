import { Injectable } from '@nestjs/common';
import { Database, type Prisma, type TenantTransaction } from '@switchboard/database';
import type { HealthIssue } from './meta-phone-number';

/** A phone number as it is stored; the token stays encrypted. */
export interface StoredPhoneNumber {
  tenantId: string;
  id: string;
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  verifiedName: string | null;
  accessTokenEncrypted: string;
  status: string;
  qualityRating: string;
  throughput: number;
  health: string;
  /** IANA zone of its WhatsApp Business Account. */
  timeZone: string;
  /** APPROVED | PENDING_REVIEW | DECLINED …, as Meta says; null when it has not. */
  nameStatus: string | null;
  /** TIER_250 to TIER_UNLIMITED, as Meta says; null when it has not. */
  messagingLimitTier: string | null;
  /** Whether our app gets the webhooks of the account; null when Meta has not said. */
  webhookSubscribed: boolean | null;
  healthIssues: readonly HealthIssue[];
  /** Why Meta could not be asked, or what it refused; null when all is well. */
  problem: string | null;
  /** When Meta was last asked with success. */
  refreshedAt: Date | null;
  /** When it was last asked at all. */
  refreshTriedAt: Date | null;
  createdAt: Date;
}

export type PhoneNumberChanges = Partial<
  Pick<
    StoredPhoneNumber,
    | 'displayPhoneNumber'
    | 'verifiedName'
    | 'accessTokenEncrypted'
    | 'status'
    | 'qualityRating'
    | 'throughput'
    | 'health'
    | 'timeZone'
    | 'nameStatus'
    | 'messagingLimitTier'
    | 'webhookSubscribed'
    | 'healthIssues'
    | 'problem'
    | 'refreshedAt'
    | 'refreshTriedAt'
  >
>;

/** Names a number in a path: by our id or by Meta's. */
export interface PhoneNumberReference {
  id?: string;
  phoneNumberId: string;
}

/** Since when a number must have been left alone to be looked up again. */
export interface StaleTimes {
  now: Date;
  daily: Date;
  soon: Date;
}

@Injectable()
export class PhoneNumberRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** False when Meta's id is live already, at this tenant or another. */
  async insert(
    tenantId: string,
    transaction: TenantTransaction,
    number: Omit<StoredPhoneNumber, 'tenantId'>,
  ): Promise<boolean> {
    const data = { tenantId, ...number, healthIssues: jsonOf(number.healthIssues) };
    const { count } = await transaction.phoneNumber.createMany({ data, skipDuplicates: true });
    return count === 1;
  }

  countLive(tenantId: string, transaction: TenantTransaction): Promise<number> {
    return transaction.phoneNumber.count({ where: { tenantId, deletedAt: null } });
  }

  async listLive(
    tenantId: string,
    transaction: TenantTransaction,
    beforeId: string | undefined,
    take: number,
  ): Promise<StoredPhoneNumber[]> {
    const rows = await transaction.phoneNumber.findMany({
      where: { tenantId, deletedAt: null, id: { lt: beforeId } },
      orderBy: { id: 'desc' },
      take,
    });
    return rows.map(storedNumber);
  }

  /** A live number of the tenant. */
  async findLive(
    tenantId: string,
    transaction: TenantTransaction,
    { id, phoneNumberId }: PhoneNumberReference,
  ): Promise<StoredPhoneNumber | null> {
    const row = await transaction.phoneNumber.findFirst({
      where: { tenantId, deletedAt: null, OR: [{ phoneNumberId }, ...(id === undefined ? [] : [{ id }])] },
    });
    return row && storedNumber(row);
  }

  /** Changes a live number; null when it has been removed meanwhile. */
  async update(
    tenantId: string,
    transaction: TenantTransaction,
    id: string,
    changes: PhoneNumberChanges,
  ): Promise<StoredPhoneNumber | null> {
    const { healthIssues, ...columns } = changes;
    const [updated] = await transaction.phoneNumber.updateManyAndReturn({
      where: { tenantId, id, deletedAt: null },
      data: { ...columns, ...(healthIssues && { healthIssues: jsonOf(healthIssues) }) },
    });
    return updated ? storedNumber(updated) : null;
  }

  /** Removes a number and wipes its token; false when it was removed already. */
  async remove(tenantId: string, transaction: TenantTransaction, id: string, at: Date): Promise<boolean> {
    const { count } = await transaction.phoneNumber.updateMany({
      where: { tenantId, id, deletedAt: null },
      data: { deletedAt: at, accessTokenEncrypted: '' },
    });
    return count === 1;
  }

  /** Which tenant a live number belongs to. Serves all tenants: Meta's webhooks name numbers, not tenants. */
  findOwner(phoneNumberId: string): Promise<{ tenantId: string; id: string } | null> {
    return this.database.platform.phoneNumber.findFirst({
      where: { phoneNumberId, deletedAt: null },
      select: { tenantId: true, id: true },
    });
  }

  /** The tenants that have a live number of a WhatsApp Business Account. Serves all tenants, as `findOwner` does. */
  async findTenantsOfAccount(wabaId: string): Promise<string[]> {
    const rows = await this.database.platform.phoneNumber.findMany({
      where: { wabaId, deletedAt: null },
      select: { tenantId: true },
      distinct: ['tenantId'],
      orderBy: { tenantId: 'asc' },
    });
    return rows.map(({ tenantId }) => tenantId);
  }

  /**
   * Takes up to `limit` live numbers of active tenants that are to be looked up at Meta, those first that have waited longest: no other
   * process takes them until they are due again, counted from `now`. A number is due when it was last tried, or added, before `daily`; one that could not
   * be verified when it was added, when it was last tried before `soon`. Serves all tenants.
   */
  async claimStale({ now, daily, soon }: StaleTimes, limit: number): Promise<{ tenantId: string; id: string }[]> {
    const { rows } = await this.database.pool.query<{ tenantId: string; id: string }>(
      `WITH due AS (
         SELECT n.tenant_id, n.id
           FROM phone_numbers n
           JOIN tenants t ON t.id = n.tenant_id AND t.status = 'active'
          WHERE n.deleted_at IS NULL
            AND (coalesce(n.refresh_tried_at, n.created_at) < $1
                 OR (n.refreshed_at IS NULL AND n.problem IS NOT NULL AND n.status = 'unverified' AND n.refresh_tried_at < $2))
          ORDER BY n.refresh_tried_at NULLS FIRST
          LIMIT $3
            FOR NO KEY UPDATE OF n SKIP LOCKED)
       UPDATE phone_numbers n SET refresh_tried_at = $4
         FROM due WHERE n.tenant_id = due.tenant_id AND n.id = due.id
       RETURNING n.tenant_id AS "tenantId", n.id`,
      [daily, soon, limit, now],
    );
    return rows;
  }
}

/** A row as the rest of the program knows it. */
export function storedNumber<R extends { healthIssues: unknown }>(
  row: R,
): Omit<R, 'healthIssues'> & Pick<StoredPhoneNumber, 'healthIssues'> {
  return { ...row, healthIssues: row.healthIssues as readonly HealthIssue[] };
}

function jsonOf(issues: readonly HealthIssue[]): Prisma.InputJsonValue {
  return issues as unknown as Prisma.InputJsonValue;
}
