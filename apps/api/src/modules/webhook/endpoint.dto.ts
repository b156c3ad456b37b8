import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { WEBHOOK_EVENTS, WEBHOOK_FORMATS, type WebhookEventName, type WebhookFormat } from '@switchboard/contracts';
import { URL_MAX_CHARACTERS } from '../../outbound/url-rules';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import type { StoredEndpoint } from './endpoint.repository';

/** Visible ASCII: what an HTTP header can carry. */
const BEARER_PATTERN = /^[\x21-\x7e]{1,2048}$/;
const BEARER_RULE = { message: 'bearerToken must be 1 to 2048 visible ASCII characters' };
const EVENTS_RULE = { each: true, message: `each value in events must be one of ${WEBHOOK_EVENTS.join(', ')}` };
/** Seven days. */
const OVERLAP_MAX_SECONDS = 604_800;

/** What stands for a value that is never shown again. Given back in a change, it keeps the value. */
export const MASK = '***';

/** An endpoint to be told events. */
export class CreateEndpointRequest {
  /** Where events are posted to: https, at an address of the public Internet, at most 2048 characters. */
  @IsString()
  @MaxLength(URL_MAX_CHARACTERS)
  url!: string;

  /** Which events; at least one. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, EVENTS_RULE)
  events!: WebhookEventName[];

  /** `meta` (when absent): bodies as Meta posts them; `envelope`: our own. */
  @IfGiven()
  @IsIn(WEBHOOK_FORMATS)
  format?: WebhookFormat;

  /** Sent with every event: at most 20 in 4 KiB, names to values. Encrypted at rest, values are never shown again. */
  @IsOptional()
  @IsObject()
  headers?: Record<string, string> | null;

  /** Only events of this number of the tenant, by Meta's id or ours; absent or null: of all. Events of no number stay away then. */
  @IsOptional()
  @Printable(64)
  phoneNumberId?: string | null;

  /** Sent as `Authorization: Bearer …`. Encrypted at rest and never shown again. */
  @IsOptional()
  @Matches(BEARER_PATTERN, BEARER_RULE)
  bearerToken?: string | null;

  /** Also sign as Meta does, with `X-Hub-Signature-256`. */
  @IfGiven()
  @IsBoolean()
  hubSignature?: boolean;
}

/** What may be changed about an endpoint: what is absent stays. */
export class ChangeEndpointRequest {
  @IfGiven()
  @IsString()
  @MaxLength(URL_MAX_CHARACTERS)
  url?: string;

  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, EVENTS_RULE)
  events?: WebhookEventName[];

  @IfGiven()
  @IsIn(WEBHOOK_FORMATS)
  format?: WebhookFormat;

  /** Replaces all headers; a value of `***` keeps the present one; null takes all away. */
  @IsOptional()
  @IsObject()
  headers?: Record<string, string> | null;

  @IsOptional()
  @Printable(64)
  phoneNumberId?: string | null;

  /** Null takes it away. */
  @IsOptional()
  @Matches(BEARER_PATTERN, BEARER_RULE)
  bearerToken?: string | null;

  @IfGiven()
  @IsBoolean()
  hubSignature?: boolean;

  /** `disabled` keeps what waits, and leaves out what happens until it is `enabled` again. */
  @IfGiven()
  @IsIn(['enabled', 'disabled'])
  status?: 'enabled' | 'disabled';
}

/** Replacing the signing secret. */
export class RotateEndpointSecretRequest {
  /** How long the old secret signs too, 0 (not at all) to 604,800 (seven days); 0 when absent. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(OVERLAP_MAX_SECONDS)
  overlapSeconds?: number | null;
}

/** Trying an endpoint out. */
export class TestEndpointRequest {
  /** Which event a sample is sent of; `test` when absent. */
  @IfGiven()
  @IsIn(WEBHOOK_EVENTS)
  event?: WebhookEventName;
}

/** An endpoint as the console shows it. */
export interface EndpointView {
  id: string;
  url: string;
  events: string[];
  format: string;
  /** Meta's id of the number whose events alone are wanted. */
  phoneNumberId: string | null;
  /** Names of the custom headers; the values are masked. */
  headers: Record<string, string>;
  hasBearerToken: boolean;
  hubSignature: boolean;
  status: string;
  /** user | gone (it answered 410) | failing (nothing but failures for five days) */
  disabledReason: string | null;
  /** Since when nothing but failures came back. */
  failingSince: string | null;
  /** Until when the secret before the last rotation still signs too. */
  previousSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
}

/** The newest event on its way to an endpoint, or at its end. */
export interface LastDeliveryView {
  id: string;
  event: string;
  /** pending | delivered | retrying | dead */
  status: string;
  createdAt: string;
}

/** An endpoint with how it fares. */
export interface ListedEndpointView extends EndpointView {
  /** Null when it has not been told anything yet, or not for 30 days. */
  lastDelivery: LastDeliveryView | null;
}

/** A new endpoint with its secret, the only time that it is shown. */
export interface CreatedEndpoint extends EndpointView {
  secret: string;
}

/** What came back from an endpoint that was tried out. */
export interface EndpointTestView {
  /** The HTTP status; null when no answer came. */
  status: number | null;
  durationMs: number;
  /** The first 4 KiB of the answer's body; null when no answer came. */
  response: string | null;
  error?: string;
  /** What was posted. Values that are secret are masked. */
  request: { url: string; headers: Record<string, string>; body: string };
}

/** @param headerNames of the endpoint's custom headers */
export function presentEndpoint(endpoint: StoredEndpoint, headerNames: readonly string[], now: Date): EndpointView {
  const { previousSecretUntil: until } = endpoint;
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: endpoint.events,
    format: endpoint.format,
    phoneNumberId: endpoint.metaPhoneNumberId,
    headers: Object.fromEntries(headerNames.map((name) => [name, MASK])),
    hasBearerToken: endpoint.bearerTokenEncrypted !== null,
    hubSignature: endpoint.hubSignature,
    status: endpoint.status,
    disabledReason: endpoint.disabledReason,
    failingSince: endpoint.failingSince?.toISOString() ?? null,
    previousSecretUntil: until && until > now ? until.toISOString() : null,
    createdAt: endpoint.createdAt.toISOString(),
    updatedAt: endpoint.updatedAt.toISOString(),
  };
}
