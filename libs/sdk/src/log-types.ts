/** An amount of money: a decimal string with six digits after the point, such as `"12.340000"`. */
export type MoneyString = string;
/** A time: RFC 3339 in UTC. */
export type TimeString = string;

/** Where a message stands. It only moves forward; `received` is the one status of an inbound message. */
export type MessageStatus =
  'accepted' | 'submitted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'uncertain' | 'received';

/** What a message is charged as. */
export type PriceCategory =
  | 'marketing'
  | 'marketing_lite'
  | 'utility'
  | 'authentication'
  | 'authentication-international'
  | 'service'
  | 'referral_conversion';

/** A message of the log. */
export interface LoggedMessage {
  /** Switchboard's id. */
  readonly id: string;
  readonly wamid: string | null;
  readonly direction: 'outbound' | 'inbound';
  readonly status: MessageStatus;
  /** A type of message, `status` for a read receipt, or any inbound type. */
  readonly type: string;
  readonly to: string | null;
  readonly from: string | null;
  /** Meta's id of the number. */
  readonly phoneNumberId: string;
  readonly sandbox: boolean;
  readonly category: PriceCategory | null;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly title?: string; readonly description?: string };
  /** What it has cost, and what is still held for it. */
  readonly cost: {
    readonly currency: string;
    readonly reserved: MoneyString;
    readonly platformFee: MoneyString;
    readonly metaFee: MoneyString;
    readonly markup: MoneyString;
    readonly total: MoneyString;
  };
  /** Until when the number may write freely to this user; null when the user never wrote to it. */
  readonly windowOpenUntil: TimeString | null;
  readonly createdAt: TimeString;
  readonly updatedAt: TimeString;
}

/** One message with everything that happened to it. */
export interface LoggedMessageDetail extends LoggedMessage {
  /** The body as it was posted. */
  readonly payload: unknown;
  readonly timeline: readonly { readonly at: TimeString; readonly event: string; readonly detail?: unknown }[];
  readonly charges: readonly { readonly at: TimeString; readonly kind: string; readonly amount: MoneyString }[];
  /** How the price came about: the parts, and the same in sentences; null for an inbound message. */
  readonly charge: (Readonly<Record<string, unknown>> & { readonly explanation: readonly string[] }) | null;
}

/** What the message log can be searched by. */
export interface MessageQuery {
  readonly direction?: 'outbound' | 'inbound';
  readonly status?: MessageStatus;
  readonly type?: string;
  readonly phoneNumberId?: string;
  /** The recipient, written in any usual way. */
  readonly to?: string;
  /** Included. */
  readonly fromTime?: Date | TimeString;
  /** Not included. */
  readonly toTime?: Date | TimeString;
  readonly sandbox?: boolean;
  /** Messages in one page: 1 to 200, default 50. */
  readonly limit?: number;
}

/** The wallet: `total` = `available` + `reserved`. */
export interface Balance {
  readonly currency: string;
  readonly available: MoneyString;
  readonly reserved: MoneyString;
  readonly total: MoneyString;
}

/** What a message would cost at most. */
export interface Quote {
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

/** What usage can be split by. */
export type UsageDimension = 'category' | 'status' | 'phone_number' | 'country';

/** A stretch of time and how it is cut up. */
export interface UsageQuery {
  /** Included. Default: midnight (UTC) 30 days before `to`. */
  readonly from?: Date | TimeString;
  /** Not included. Default: now. */
  readonly to?: Date | TimeString;
  /** Of UTC. Default `day`. */
  readonly granularity?: 'hour' | 'day' | 'month';
  readonly groupBy?: UsageDimension;
}

/** Messages count where they were accepted, money where it was charged; the dimension asked for is a field of its own. */
export interface UsageItem extends Partial<Record<UsageDimension, string>> {
  /** The beginning of the hour, day or month. */
  readonly bucket: TimeString;
  readonly messages: number;
  readonly spend: MoneyString;
}

/** In the order of time; buckets in which nothing was sent or charged are left out. */
export interface Usage {
  readonly currency: string;
  readonly items: readonly UsageItem[];
}
