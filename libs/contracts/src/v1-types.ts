import type { ErrorCode, ErrorGroup } from './error-catalogue';
import type { ErrorParams } from './gateway-error';

/** An amount outside: a decimal string with six digits after the point, `"12.340000"`. */
export type MoneyString = string;
/** A time outside: RFC 3339 in UTC. */
export type TimeString = string;

/** Every successful answer of v1. */
export interface V1Success<Data> {
  readonly isSuccess: true;
  readonly data: Data;
}

/** Every failed answer of v1. */
export interface V1Failure {
  readonly isSuccess: false;
  readonly errors: {
    readonly code: ErrorCode;
    readonly group: ErrorGroup;
    readonly description: string;
    readonly params?: ErrorParams;
  };
  readonly requestId: string;
}

/** Where a message stands. It only moves forward; `received` is the one status of an inbound message. */
export const MESSAGE_STATUSES = [
  'accepted',
  'submitted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'uncertain',
  'received',
] as const;

export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const MESSAGE_DIRECTIONS = ['outbound', 'inbound'] as const;

export type MessageDirection = (typeof MESSAGE_DIRECTIONS)[number];

/** The types of an outbound message. */
export const MESSAGE_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'template',
  'interactive',
] as const;

export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What a message is charged as. */
export const PRICE_CATEGORIES = [
  'marketing',
  'marketing_lite',
  'utility',
  'authentication',
  'authentication-international',
  'service',
  'referral_conversion',
] as const;

export type PriceCategory = (typeof PRICE_CATEGORIES)[number];

/** What a message has cost and what is still held for it. */
export interface V1Cost {
  readonly currency: string;
  readonly reserved: MoneyString;
  readonly platformFee: MoneyString;
  readonly metaFee: MoneyString;
  readonly markup: MoneyString;
  readonly total: MoneyString;
}

/** Why a message failed. */
export interface V1MessageError {
  readonly code: string;
  readonly title?: string;
  readonly description?: string;
}

/** A message of the log. */
export interface V1Message {
  /** Our UUIDv7. */
  readonly id: string;
  readonly wamid: string | null;
  readonly direction: MessageDirection;
  readonly status: MessageStatus;
  /** A MessageType, `status` for a read receipt, or any inbound type. */
  readonly type: string;
  readonly to: string | null;
  readonly from: string | null;
  /** Meta's id of the phone number. */
  readonly phoneNumberId: string;
  readonly sandbox: boolean;
  readonly category: PriceCategory | null;
  readonly error?: V1MessageError;
  readonly cost: V1Cost;
  /** Until when the number may write freely to the user of this message; null when the user never wrote to it. */
  readonly windowOpenUntil: TimeString | null;
  readonly createdAt: TimeString;
  readonly updatedAt: TimeString;
}

/** One event of a message's life. */
export interface V1TimelineEntry {
  readonly at: TimeString;
  readonly event: string;
  readonly detail?: unknown;
}

/**
 * One movement of money for a message, by its kind: `release` flows back to the wallet, `reserve` and `reserve_extra` out of it.
 * Kinds with `_correction_` bring right what had been charged before Meta told more; they end in the status that told it.
 */
export interface V1Charge {
  readonly at: TimeString;
  readonly kind: string;
  readonly amount: MoneyString;
}

/** One movement of money for a message, with the accounts it went between. */
export interface V1ChargeTransfer {
  readonly id: string;
  readonly at: TimeString;
  /** As in V1Charge. */
  readonly kind: string;
  /** available | reserved (the wallet), platform_fees | meta_fees (what was charged), adjustments (the platform's help) */
  readonly from: string;
  readonly to: string;
  readonly amount: MoneyString;
}

/** How the price of a message came about, so that anyone can check it: the parts, and the same in sentences. */
export interface V1ChargeExplanation {
  readonly currency: string;
  /** The card that priced it; null when it is no longer known. */
  readonly rateCard: { readonly id: string; readonly effectiveFrom: string } | null;
  readonly market: string | null;
  readonly country: string | null;
  readonly category: PriceCategory | null;
  /** Whether Meta charges for it: by Meta's own word where there is one; null while it is not delivered. */
  readonly billable: boolean | null;
  /** What one such message costs at Meta, by the card and in its volume tier; null when the card is no longer known. */
  readonly unitPrice: MoneyString | null;
  /** Which of the month's messages of its market and category it is, where the price depends on that. */
  readonly tierPlace?: number;
  /** The plan's share on Meta's fee, in basis points. */
  readonly markupBps: number;
  /** Charged so far. */
  readonly markup: MoneyString;
  readonly platformFee: MoneyString;
  readonly metaFee: MoneyString;
  readonly total: MoneyString;
  /** Meta's `pricing` object; null while Meta has told none. */
  readonly meta: unknown;
  readonly transfers: readonly V1ChargeTransfer[];
  /** Plain sentences, in the order of what happened. */
  readonly explanation: readonly string[];
}

/** One message with everything that happened to it. */
export interface V1MessageDetail extends V1Message {
  /** The body as it was posted. */
  readonly payload: unknown;
  readonly timeline: readonly V1TimelineEntry[];
  readonly charges: readonly V1Charge[];
  /** Null for an inbound message, which costs nothing. */
  readonly charge: V1ChargeExplanation | null;
}

/** A page of a list; `nextCursor` is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The wallet: `total` = `available` + `reserved`. */
export interface V1Balance {
  readonly currency: string;
  readonly available: MoneyString;
  readonly reserved: MoneyString;
  readonly total: MoneyString;
}

/** What a message would cost at most. */
export interface V1Quote {
  readonly market: string;
  /** ISO 3166-1 alpha-2; null when the recipient's country is not known. */
  readonly country: string | null;
  readonly category: PriceCategory;
  readonly platformFee: MoneyString;
  readonly metaFee: MoneyString;
  readonly markup: MoneyString;
  readonly total: MoneyString;
  readonly currency: string;
  /** The rate card that priced it. */
  readonly rateCard: string | null;
}

/** How long a bucket of usage is. Buckets are hours, days and calendar months of UTC. */
export const USAGE_GRANULARITIES = ['hour', 'day', 'month'] as const;

export type UsageGranularity = (typeof USAGE_GRANULARITIES)[number];

/** What usage can be split by. */
export const USAGE_DIMENSIONS = ['category', 'status', 'phone_number', 'country'] as const;

export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/**
 * Messages and spend of one stretch of time; the chosen dimension is a further field named after it, empty where its value is not
 * known. Messages count where they were accepted, money where it was charged, so that the spend of a month is what the wallet was
 * charged for messages in it.
 */
export interface V1UsageItem {
  /** The beginning of the hour, day or month. */
  readonly bucket: TimeString;
  readonly messages: number;
  /** Platform fee, Meta's fee and markup. */
  readonly spend: MoneyString;
  readonly [dimension: string]: string | number;
}

/** In the order of time; buckets in which nothing was sent or charged are left out. */
export interface V1Usage {
  /** Of the wallet. */
  readonly currency: string;
  readonly items: readonly V1UsageItem[];
}
