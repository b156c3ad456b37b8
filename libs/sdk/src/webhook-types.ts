import type { TimeString } from './log-types';

type JsonObject = Readonly<Record<string, unknown>>;

/** An error inside a webhook. Decide by `code`. */
export interface WebhookError {
  readonly code: number;
  readonly title?: string;
  readonly message?: string;
  readonly error_data?: { readonly details?: string };
  readonly href?: string;
}

/** A file that a user sent. */
export interface InboundMedia {
  readonly id: string;
  readonly mime_type?: string;
  /** Base64. */
  readonly sha256?: string;
  /** Where Switchboard keeps it, for `media.downloadStored`. Absent while it is still being fetched: `media.stored` follows. */
  readonly media_path?: string;
  readonly caption?: string;
  readonly filename?: string;
  readonly voice?: boolean;
  readonly animated?: boolean;
}

/** A message from a user, exactly as Meta told it. The field named after `type` holds its content. */
export interface InboundMessage {
  /** The wamid. */
  readonly id: string;
  /** The user's number; absent for users who hide it. */
  readonly from?: string;
  /** The business-scoped user id. */
  readonly from_user_id?: string;
  /** Seconds since 1970, as a string. */
  readonly timestamp: string;
  /** `text`, `image`, `interactive`, `button`, `reaction`, `order`, … */
  readonly type: string;
  readonly context?: { readonly from?: string; readonly id?: string };
  readonly errors?: readonly WebhookError[];
  readonly text?: { readonly body: string };
  readonly image?: InboundMedia;
  readonly video?: InboundMedia;
  readonly audio?: InboundMedia;
  readonly document?: InboundMedia;
  readonly sticker?: InboundMedia;
  readonly location?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string;
    readonly address?: string;
  };
  readonly button?: { readonly payload: string; readonly text: string };
  readonly interactive?: {
    readonly type: string;
    readonly button_reply?: { readonly id: string; readonly title: string };
    readonly list_reply?: { readonly id: string; readonly title: string; readonly description?: string };
    readonly nfm_reply?: { readonly response_json: string; readonly body?: string; readonly name?: string };
  };
  /** Without an emoji the reaction was taken back. */
  readonly reaction?: { readonly message_id: string; readonly emoji?: string };
  readonly [field: string]: unknown;
}

/** A step of a message that was sent, exactly as Meta told it. */
export interface StatusUpdate {
  /** The wamid. */
  readonly id: string;
  readonly status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  /** Seconds since 1970, as a string. */
  readonly timestamp: string;
  readonly recipient_id?: string;
  readonly recipient_user_id?: string;
  /** Your own value of the message. */
  readonly biz_opaque_callback_data?: string;
  readonly conversation?: JsonObject;
  readonly pricing?: {
    readonly billable: boolean;
    readonly pricing_model: string;
    readonly type?: string;
    readonly category: string;
  };
  /** Why it failed. */
  readonly errors?: readonly WebhookError[];
}

/** What a change of the field `messages` holds: one message or one status. */
export interface MessagesValue {
  readonly messaging_product: 'whatsapp';
  readonly metadata: { readonly display_phone_number: string; readonly phone_number_id: string };
  readonly contacts?: readonly {
    readonly profile?: { readonly name?: string };
    readonly wa_id?: string;
    readonly user_id?: string;
  }[];
  readonly messages?: readonly InboundMessage[];
  readonly statuses?: readonly StatusUpdate[];
  readonly errors?: readonly WebhookError[];
}

/** A template was approved, rejected, paused, … */
export interface TemplateStatusValue {
  readonly event: string;
  readonly message_template_id: number | string;
  readonly message_template_name: string;
  readonly message_template_language: string;
  readonly reason?: string | null;
  readonly message_template_category?: string;
}

/** Users stopped or resumed marketing messages. */
export interface UserPreferencesValue {
  readonly user_preferences: readonly {
    readonly wa_id?: string;
    readonly user_id?: string;
    readonly detail?: string;
    readonly category: string;
    readonly value: 'stop' | 'resume';
    readonly timestamp: string | number;
  }[];
  readonly [field: string]: unknown;
}

/** What Switchboard's own events hold, by their names. */
export interface OwnEventPayloads {
  readonly 'balance.low': {
    readonly currency: string;
    readonly available: string;
    readonly threshold: string;
    readonly at: TimeString;
  };
  readonly 'balance.depleted': { readonly currency: string; readonly available: string; readonly at: TimeString };
  readonly 'media.stored': {
    readonly media_id: string;
    /** The wamid of the message that the file came with. */
    readonly message_id: string;
    readonly mime_type: string;
    readonly file_size: number;
    /** Hexadecimal. */
    readonly sha256: string;
    readonly media_path: string;
    readonly filename?: string;
    readonly at: TimeString;
  };
  readonly 'media.failed': {
    readonly media_id: string;
    readonly message_id: string;
    /** `expired`, `mismatch`, `quota` or `unavailable`. */
    readonly reason: string;
    readonly at: TimeString;
  };
  readonly 'key.expiring': {
    readonly id: string;
    readonly name: string;
    readonly prefix: string;
    readonly expires_at: TimeString;
  };
  readonly test: { readonly message: string; readonly at: TimeString };
}

/** Changes of Meta whose values are Meta's to describe. */
type OtherMetaField =
  | 'message_template_quality_update'
  | 'template_category_update'
  | 'phone_number_quality_update'
  | 'phone_number_name_update'
  | 'account_update'
  | 'account_alerts'
  | 'business_capability_update'
  | 'security';

/** A change as the format `meta` tells it. Meta adds fields; one that is not listed here arrives all the same. */
export type WebhookChange =
  | { readonly field: 'messages'; readonly value: MessagesValue }
  | { readonly field: 'message_template_status_update'; readonly value: TemplateStatusValue }
  | { readonly field: 'user_preferences'; readonly value: UserPreferencesValue }
  | { readonly field: OtherMetaField; readonly value: JsonObject }
  | {
      [Name in keyof OwnEventPayloads]: { readonly field: Name; readonly value: OwnEventPayloads[Name] };
    }[keyof OwnEventPayloads];

/** What is known of every event. */
interface VerifiedHead {
  /** The `webhook-id`: the same at every attempt and every replay. Remember it to work each event off once. */
  readonly webhookId: string;
  /** When this attempt was made. */
  readonly sentAt: Date;
}

/** An event in the format `meta`: Meta's own envelope with one change. */
export interface MetaWebhookEvent extends VerifiedHead {
  readonly format: 'meta';
  /** `switchboard` for events that do not come from Meta; the entry's id is then the tenant's. */
  readonly object: 'whatsapp_business_account' | 'switchboard';
  readonly entry: readonly { readonly id: string; readonly changes: readonly WebhookChange[] }[];
  /** The one change of the one entry. */
  readonly change: WebhookChange;
}

interface EnvelopeHead extends VerifiedHead {
  readonly format: 'envelope';
  readonly tenant_id: string;
  /** Meta's id of the number that it is about; null when it is about none. */
  readonly phone_number_id: string | null;
  /** The time of what is reported. */
  readonly timestamp: TimeString;
  /** Of the request that sent the message, where there was one. */
  readonly request_id: string | null;
}

/** An event in the format `envelope`: the same head for all, and the one thing that it is about. */
export type EnvelopeWebhookEvent = EnvelopeHead &
  (
    | { readonly event: 'messages'; readonly payload: InboundMessage }
    | { readonly event: 'message_status' | 'read'; readonly payload: StatusUpdate }
    | { readonly event: 'user_preferences'; readonly payload: UserPreferencesValue }
    | { readonly event: 'message_template_status' | 'account' | 'other'; readonly payload: JsonObject }
    | {
        [Name in keyof OwnEventPayloads]: { readonly event: Name; readonly payload: OwnEventPayloads[Name] };
      }[keyof OwnEventPayloads]
  );

/** A genuine event. `format` tells which of an endpoint's formats it has. */
export type WebhookEvent = MetaWebhookEvent | EnvelopeWebhookEvent;
