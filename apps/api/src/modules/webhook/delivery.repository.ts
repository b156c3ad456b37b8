import { Injectable } from '@nestjs/common';
import { Database, type Prisma, type TenantTransaction } from '@switchboard/database';
import type { ToldEvent } from './webhook-event-body';

/** Which deliveries of an endpoint are looked for. */
export interface DeliveryFilter {
  status?: string;
  event?: string;
  eventId?: string;
  /** Made from this time on. */
  from?: Date;
  /** Made before this time. */
  to?: Date;
  /** Ids below this. */
  beforeId?: string;
}

/** The latest of the deliveries of an endpoint. */
export interface LatestDelivery {
  id: string;
  endpointId: string;
  eventType: string;
  status: string;
  createdAt: Date;
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
    const { status, event, eventId, from, to, beforeId } = filter;
    // Ids begin with the time at which they were made, so that a stretch of time is a stretch of the index.
    const ids = { lt: lowestOf(beforeId, to && firstIdAt(to)), gte: from && firstIdAt(from) };
    return this.database.tenant(tenantId, (transaction) =>
      transaction.webhookDelivery.findMany({
        where: { tenantId, endpointId, status, eventType: event, eventId, id: ids },
        select: COLUMNS,
        orderBy: { id: 'desc' },
        take,
      }),
    );
  }

  find(tenantId: string, transaction: TenantTransaction, id: string): Promise<StoredDelivery | null> {
    return transaction.webhookDelivery.findUnique({ where: { tenantId_id: { tenantId, id } }, select: COLUMNS });
  }

  /** The event of a delivery, its body as it was stored; null when it is no longer kept. */
  async eventOf(tenantId: string, transaction: TenantTransaction, eventId: string): Promise<ToldEvent | null> {
    const rows = await transaction.$queryRaw<
      { type: string; number: string | null; request: string | null; body: string }[]
    >`SELECT type, meta_phone_number_id AS number, request_id AS request, body::text AS body
        FROM webhook_events WHERE tenant_id = ${tenantId}::uuid AND id = ${eventId}::uuid`;
    const [row] = rows;
    if (!row) return null;
    const { type, number: metaPhoneNumberId, request: requestId, body } = row;
    return { tenantId, id: eventId, type, metaPhoneNumberId, requestId, body };
  }

  /** The latest delivery of each of these endpoints that has any. */
  latestOf(tenantId: string, endpointIds: readonly string[]): Promise<LatestDelivery[]> {
    return this.database.tenant(
      tenantId,
      (transaction) => transaction.$queryRaw<LatestDelivery[]>`
        SELECT latest.id, wanted.id AS "endpointId", latest.event_type AS "eventType", latest.status,
               latest.created_at AS "createdAt"
          FROM unnest(${endpointIds}::uuid[]) AS wanted(id)
         CROSS JOIN LATERAL (
           SELECT id, event_type, status, created_at FROM webhook_deliveries
            WHERE tenant_id = ${tenantId}::uuid AND endpoint_id = wanted.id
            ORDER BY id DESC LIMIT 1) AS latest`,
    );
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

/** The lowest id that a delivery made at this time can have (UUIDv7, RFC 9562). */
function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function lowestOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}
