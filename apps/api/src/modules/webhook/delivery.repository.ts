import { Injectable } from '@nestjs/common';
import { Database, type Prisma, type TenantTransaction } from '@switchboard/database';

/** Which deliveries of an endpoint are looked for. */
export interface DeliveryFilter {
  status?: string;
  event?: string;
  /** Ids below this. */
  beforeId?: string;
}

const ATTEMPT = { number: true, at: true, status: true, durationMs: true, error: true, response: true } as const;
const COLUMNS = {
  id: true,
  endpointId: true,
  eventId: true,
  eventType: true,
  status: true,
  nextAttemptAt: true,
  createdAt: true,
  tries: { select: ATTEMPT, orderBy: { number: 'asc' } },
} satisfies Prisma.WebhookDeliverySelect;

export type StoredDelivery = Prisma.WebhookDeliveryGetPayload<{ select: typeof COLUMNS }>;

/** An attempt to tell an endpoint of an event. */
export interface EventAttempt {
  endpointId: string;
  eventId: string;
  eventType: string;
  number: number;
  at: Date;
  status: number | null;
  durationMs: number;
  error: string | null;
}

/** Deliveries of one tenant, with their attempts. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** Newest first. */
  list(tenantId: string, endpointId: string, filter: DeliveryFilter, take: number): Promise<StoredDelivery[]> {
    const { status, event, beforeId } = filter;
    return this.database.tenant(tenantId, (transaction) =>
      transaction.webhookDelivery.findMany({
        where: { tenantId, endpointId, status, eventType: event, id: { lt: beforeId } },
        select: COLUMNS,
        orderBy: { id: 'desc' },
        take,
      }),
    );
  }

  find(tenantId: string, transaction: TenantTransaction, id: string): Promise<StoredDelivery | null> {
    return transaction.webhookDelivery.findUnique({ where: { tenantId_id: { tenantId, id } }, select: COLUMNS });
  }

  /** The attempts to tell anybody of these events, oldest first, at most `take`. */
  async attemptsOf(tenantId: string, eventIds: readonly string[], take: number): Promise<EventAttempt[]> {
    const rows = await this.database.tenant(tenantId, (transaction) =>
      transaction.webhookAttempt.findMany({
        where: { tenantId, delivery: { eventId: { in: [...eventIds] } } },
        select: { ...ATTEMPT, delivery: { select: { endpointId: true, eventId: true, eventType: true } } },
        orderBy: { at: 'asc' },
        take,
      }),
    );
    return rows.map(({ delivery, ...attempt }) => ({ ...attempt, ...delivery }));
  }
}
