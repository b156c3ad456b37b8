import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

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
  >
>;

/** Names a number in a path: by our id or by Meta's. */
export interface PhoneNumberReference {
  id?: string;
  phoneNumberId: string;
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
    const { count } = await transaction.phoneNumber.createMany({ data: { tenantId, ...number }, skipDuplicates: true });
    return count === 1;
  }

  countLive(tenantId: string, transaction: TenantTransaction): Promise<number> {
    return transaction.phoneNumber.count({ where: { tenantId, deletedAt: null } });
  }

  listLive(
    tenantId: string,
    transaction: TenantTransaction,
    beforeId: string | undefined,
    take: number,
  ): Promise<StoredPhoneNumber[]> {
    return transaction.phoneNumber.findMany({
      where: { tenantId, deletedAt: null, id: { lt: beforeId } },
      orderBy: { id: 'desc' },
      take,
    });
  }

  /** A live number of the tenant. */
  findLive(
    tenantId: string,
    transaction: TenantTransaction,
    { id, phoneNumberId }: PhoneNumberReference,
  ): Promise<StoredPhoneNumber | null> {
    return transaction.phoneNumber.findFirst({
      where: { tenantId, deletedAt: null, OR: [{ phoneNumberId }, ...(id === undefined ? [] : [{ id }])] },
    });
  }

  /** Changes a live number; null when it has been removed meanwhile. */
  async update(
    tenantId: string,
    transaction: TenantTransaction,
    id: string,
    changes: PhoneNumberChanges,
  ): Promise<StoredPhoneNumber | null> {
    const [updated] = await transaction.phoneNumber.updateManyAndReturn({
      where: { tenantId, id, deletedAt: null },
      data: changes,
    });
    return updated ?? null;
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
}
