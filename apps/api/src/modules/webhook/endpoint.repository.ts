import { Injectable } from '@nestjs/common';
import { Database, type Prisma, type TenantTransaction } from '@switchboard/database';
import { encodeTenantEvents, type TenantEvent } from '../../events/tenant-event';

/** An endpoint as it is stored; secrets stay encrypted. */
export interface StoredEndpoint {
  tenantId: string;
  id: string;
  url: string;
  events: string[];
  format: string;
  /** Our id of the number whose events alone are wanted. */
  phoneNumberId: string | null;
  /** Meta's id of the same number. */
  metaPhoneNumberId: string | null;
  headersEncrypted: string | null;
  secretEncrypted: string;
  previousSecretEncrypted: string | null;
  previousSecretUntil: Date | null;
  bearerTokenEncrypted: string | null;
  hubSignature: boolean;
  /** enabled | disabled */
  status: string;
  /** user | gone | failing */
  disabledReason: string | null;
  failingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export type EndpointChanges = Partial<
  Omit<StoredEndpoint, 'tenantId' | 'id' | 'metaPhoneNumberId' | 'createdAt' | 'updatedAt'>
>;

const COLUMNS = {
  tenantId: true,
  id: true,
  url: true,
  events: true,
  format: true,
  phoneNumberId: true,
  phoneNumber: { select: { phoneNumberId: true } },
  headersEncrypted: true,
  secretEncrypted: true,
  previousSecretEncrypted: true,
  previousSecretUntil: true,
  bearerTokenEncrypted: true,
  hubSignature: true,
  status: true,
  disabledReason: true,
  failingSince: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.WebhookEndpointSelect;

type Row = Prisma.WebhookEndpointGetPayload<{ select: typeof COLUMNS }>;

/** Removed endpoints stay as empty rows until housekeeping has removed their deliveries: nobody who writes to them must fail. */
const DELETED = 'deleted';
const LIVE = { status: { not: DELETED } } as const;

@Injectable()
export class EndpointRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** The endpoint, whoever asks: for delivering to it. */
  async findForDelivery(tenantId: string, id: string): Promise<StoredEndpoint | null> {
    const where = { tenantId, id, ...LIVE };
    const row = await this.database.platform.webhookEndpoint.findFirst({ where, select: COLUMNS });
    return row && endpointOf(row);
  }

  async find(tenantId: string, transaction: TenantTransaction, id: string): Promise<StoredEndpoint | null> {
    const row = await transaction.webhookEndpoint.findFirst({ where: { tenantId, id, ...LIVE }, select: COLUMNS });
    return row && endpointOf(row);
  }

  /** Newest first. */
  async list(
    tenantId: string,
    transaction: TenantTransaction,
    beforeId: string | undefined,
    take: number,
  ): Promise<StoredEndpoint[]> {
    const rows = await transaction.webhookEndpoint.findMany({
      where: { tenantId, id: { lt: beforeId }, ...LIVE },
      select: COLUMNS,
      orderBy: { id: 'desc' },
      take,
    });
    return rows.map(endpointOf);
  }

  /** How many endpoints there are; nobody else adds one until the transaction ends. */
  async countForAdding(tenantId: string, transaction: TenantTransaction): Promise<number> {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('webhook_endpoints:' || ${tenantId}, 0))`;
    return transaction.webhookEndpoint.count({ where: { tenantId, ...LIVE } });
  }

  async insert(
    tenantId: string,
    transaction: TenantTransaction,
    { metaPhoneNumberId: _, ...endpoint }: Omit<StoredEndpoint, 'tenantId'>,
  ): Promise<void> {
    await transaction.webhookEndpoint.create({ data: { tenantId, ...endpoint }, select: { id: true } });
  }

  /** Null when there is no such endpoint any more. */
  async update(
    tenantId: string,
    transaction: TenantTransaction,
    id: string,
    changes: EndpointChanges,
  ): Promise<StoredEndpoint | null> {
    const where = { tenantId, id, ...LIVE };
    const { count } = await transaction.webhookEndpoint.updateMany({ where, data: changes });
    return count === 0 ? null : this.find(tenantId, transaction, id);
  }

  /** Locks the endpoint, so that changes of it that depend on its state follow each other. */
  async lock(tenantId: string, transaction: TenantTransaction, id: string): Promise<StoredEndpoint | null> {
    await transaction.$queryRaw`
      SELECT 1 FROM webhook_endpoints WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
    return this.find(tenantId, transaction, id);
  }

  /** Removes an endpoint with its secrets; false when there is none. */
  async remove(tenantId: string, transaction: TenantTransaction, id: string): Promise<boolean> {
    const { count } = await transaction.webhookEndpoint.updateMany({
      where: { tenantId, id, ...LIVE },
      data: {
        status: DELETED,
        url: '',
        headersEncrypted: null,
        secretEncrypted: '',
        previousSecretEncrypted: null,
        previousSecretUntil: null,
        bearerTokenEncrypted: null,
        verifiedUrl: null,
      },
    });
    return count === 1;
  }

  /** Makes what waits for an endpoint due at once. */
  async resume(tenantId: string, transaction: TenantTransaction, id: string): Promise<void> {
    await transaction.$executeRaw`SELECT resume_endpoint(${tenantId}::uuid, ${id}::uuid)`;
  }

  /** Disables an endpoint that is enabled; with `failingBefore` only when nothing but failures came since then. */
  async disable(
    tenantId: string,
    transaction: TenantTransaction,
    id: string,
    reason: { disabledReason: string; failingBefore?: Date },
  ): Promise<StoredEndpoint | null> {
    const { disabledReason, failingBefore } = reason;
    const { count } = await transaction.webhookEndpoint.updateMany({
      where: { tenantId, id, status: 'enabled', failingSince: failingBefore && { lte: failingBefore } },
      data: { status: 'disabled', disabledReason },
    });
    return count === 0 ? null : this.find(tenantId, transaction, id);
  }

  /** Tells the tenant's endpoints something, in the transaction of what it reports. */
  async publish(transaction: TenantTransaction, event: TenantEvent): Promise<void> {
    await transaction.$executeRaw`SELECT publish_events(${encodeTenantEvents([{ event }])}::json)`;
  }
}

function endpointOf({ phoneNumber, ...row }: Row): StoredEndpoint {
  return { ...row, metaPhoneNumberId: phoneNumber?.phoneNumberId ?? null };
}
