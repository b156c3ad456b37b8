import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  IsUUID,
} from 'class-validator';
import { WEBHOOK_EVENTS, type WebhookEventName } from '@switchboard/contracts';
import { CursorQuery } from '../../http/pagination';
import { IfGiven } from '../audit/if-given.decorator';
import type { StoredDelivery } from './delivery.repository';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'retrying', 'dead'] as const;

/** What a range can be replayed of: deliveries in one of these states, or what the endpoint was never told. */
export const REPLAY_STATUSES = ['delivered', 'retrying', 'dead', 'missed'] as const;

export type ReplayStatus = (typeof REPLAY_STATUSES)[number];

/** Which deliveries of an endpoint: newest first. */
export class DeliveryQuery extends CursorQuery {
  @IsOptional()
  @IsIn(DELIVERY_STATUSES)
  status?: string;

  @IsOptional()
  @IsIn(WEBHOOK_EVENTS)
  event?: string;

  /** Only the delivery of this event. */
  @IsOptional()
  @IsUUID(undefined, { message: 'must be a webhook-id' })
  webhookId?: string;

  /** Put on their way from this time on (RFC 3339), inclusive. */
  @IsOptional()
  @IsRFC3339()
  @IsISO8601({ strict: true })
  from?: string;

  /** Put on their way up to this time (RFC 3339), exclusive. */
  @IsOptional()
  @IsRFC3339()
  @IsISO8601({ strict: true })
  to?: string;
}

/** A stretch of time to be told again. */
export class ReplayRequest {
  /** From this time on (RFC 3339), inclusive. */
  @IsRFC3339()
  @IsISO8601({ strict: true })
  from!: string;

  /** Up to this time (RFC 3339), exclusive. */
  @IsRFC3339()
  @IsISO8601({ strict: true })
  to!: string;

  /** Only these events; all when absent. */
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  events?: WebhookEventName[];

  /** Only what is in this state; when absent, what was delivered, what is dead and what the endpoint missed. */
  @IfGiven()
  @IsIn(REPLAY_STATUSES)
  status?: ReplayStatus;

  /** Only says how many deliveries it would be; nothing is sent. */
  @IfGiven()
  @IsBoolean()
  dryRun?: boolean;
}

/** What a replay comes to. */
export interface ReplayView {
  /** How many deliveries are sent again; with `dryRun`, how many would be. */
  count: number;
}

/** One try of a delivery. */
export interface AttemptView {
  at: string;
  /** The HTTP status; null when no answer came. */
  status: number | null;
  durationMs: number;
  error?: string;
  /** The first 4 KiB of the answer's body. */
  response?: string;
}

/** One event on its way to one endpoint, or at its end. */
export interface DeliveryView {
  id: string;
  /** The `webhook-id` that every attempt carries: the event's. */
  webhookId: string;
  endpointId: string;
  event: string;
  status: string;
  attempts: AttemptView[];
  /** Null when it has ended. */
  nextAttemptAt: string | null;
  createdAt: string;
}

/** What is posted for a delivery. */
export interface DeliveryRequestView {
  url: string;
  /** As the last attempt would carry them with the endpoint's present settings; values that are secret are masked. */
  headers: Record<string, string>;
  /** The same bytes at every attempt, unless the endpoint's format is changed in between. */
  body: string;
}

/** A delivery with what is posted; null when its event is no longer kept. */
export interface DeliveryDetailView extends DeliveryView {
  request: DeliveryRequestView | null;
}

export function presentDelivery(delivery: StoredDelivery): DeliveryView {
  return {
    id: delivery.id,
    webhookId: delivery.eventId,
    endpointId: delivery.endpointId,
    event: delivery.eventType,
    status: delivery.status,
    attempts: delivery.tries.map(({ at, status, durationMs, error, response }) => ({
      at: at.toISOString(),
      status,
      durationMs,
      ...(error !== null && { error }),
      ...(response !== null && { response }),
    })),
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
  };
}
