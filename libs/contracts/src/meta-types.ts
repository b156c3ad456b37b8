/** Meta's answer to an accepted message. */
export interface MetaSendAnswer {
  readonly messaging_product: 'whatsapp';
  readonly contacts: readonly MetaSendContact[];
  readonly messages: readonly MetaSentMessage[];
}

/** The recipient as Meta resolved it; `wa_id` is absent when the message went to a business-scoped user id. */
export interface MetaSendContact {
  readonly input: string;
  readonly wa_id?: string;
  readonly user_id?: string;
}

export interface MetaSentMessage {
  /** The wamid. */
  readonly id: string;
  /** Only for templates. */
  readonly message_status?: 'accepted' | 'held_for_quality_assessment' | 'paused';
}

/** Meta's answer to marking a message as read, and to most management calls. */
export interface MetaSuccess {
  readonly success: boolean;
}

/** The error object of Meta. Decide by `code`, never by the HTTP status. */
export interface MetaError {
  readonly message: string;
  readonly type?: string;
  readonly code: number;
  readonly error_subcode?: number;
  readonly error_data?: { readonly messaging_product?: string; readonly details?: string };
  readonly fbtrace_id?: string;
}

export interface MetaErrorEnvelope {
  readonly error: MetaError;
}

/** An error inside a webhook: of a failed status, of an unsupported message, or of the app. */
export interface MetaWebhookError {
  readonly code: number;
  readonly title?: string;
  readonly message?: string;
  readonly error_data?: { readonly details?: string };
  readonly href?: string;
}

/** A webhook of Meta; every level may carry more fields than are named here. */
export interface MetaWebhook {
  readonly object: string;
  readonly entry: readonly MetaWebhookEntry[];
}

export interface MetaWebhookEntry {
  /** The id of the WhatsApp Business Account. */
  readonly id: string;
  readonly time?: number;
  readonly changes: readonly MetaWebhookChange[];
}

export interface MetaWebhookChange {
  readonly field: string;
  readonly value: MetaMessagesValue | Readonly<Record<string, unknown>>;
}

/** The value of a change of the field `messages`. */
export interface MetaMessagesValue {
  readonly messaging_product: 'whatsapp';
  readonly metadata: { readonly display_phone_number: string; readonly phone_number_id: string };
  readonly contacts?: readonly MetaWebhookContact[];
  readonly messages?: readonly MetaInboundMessage[];
  readonly statuses?: readonly MetaStatus[];
  readonly errors?: readonly MetaWebhookError[];
}

export interface MetaWebhookContact {
  readonly profile?: { readonly name?: string };
  readonly wa_id?: string;
  readonly user_id?: string;
}

/** A message from a user. `from` is absent for users who hide their number; then `from_user_id` is present. */
export interface MetaInboundMessage {
  readonly id: string;
  readonly from?: string;
  readonly from_user_id?: string;
  /** Epoch seconds, as a string. */
  readonly timestamp: string;
  readonly type: string;
  readonly context?: { readonly from?: string; readonly id?: string };
  readonly errors?: readonly MetaWebhookError[];
  readonly [field: string]: unknown;
}

export type MetaStatusName = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/** A step of an outbound message. Steps arrive more than once and in any order. */
export interface MetaStatus {
  /** The wamid. */
  readonly id: string;
  readonly status: MetaStatusName;
  /** Epoch seconds, as a string. */
  readonly timestamp: string;
  readonly recipient_id?: string;
  readonly recipient_user_id?: string;
  readonly biz_opaque_callback_data?: string;
  readonly conversation?: Readonly<Record<string, unknown>>;
  readonly pricing?: MetaPricing;
  readonly errors?: readonly MetaWebhookError[];
}

export type MetaPricingCategory =
  | 'marketing'
  | 'marketing_lite'
  | 'utility'
  | 'authentication'
  | 'authentication-international'
  | 'service'
  | 'referral_conversion';

/** What Meta charges for a message; the authority for settling its price. */
export interface MetaPricing {
  readonly billable: boolean;
  readonly pricing_model: string;
  readonly type?: 'regular' | 'free_customer_service' | 'free_entry_point';
  readonly category: MetaPricingCategory;
}

export type MetaTemplateCategory = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
export type MetaTemplateParameterFormat = 'POSITIONAL' | 'NAMED';
export type MetaTemplateHeaderFormat = 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION' | 'PRODUCT' | 'GIF';

/** A button of a template's definition. */
export interface MetaTemplateButton {
  readonly type: string;
  readonly text?: string;
  /** For URL buttons; holds at most one variable, at its end. */
  readonly url?: string;
  readonly example?: unknown;
  readonly [field: string]: unknown;
}

/** A component of a template's definition, as Meta returns it. */
export interface MetaTemplateComponent {
  readonly type: string;
  /** Of a header. */
  readonly format?: string;
  /** With variables `{{1}}` or `{{name}}`. */
  readonly text?: string;
  readonly buttons?: readonly MetaTemplateButton[];
  /** Of a carousel. */
  readonly cards?: readonly { readonly components: readonly MetaTemplateComponent[] }[];
  readonly limited_time_offer?: { readonly text?: string; readonly has_expiration?: boolean };
  readonly [field: string]: unknown;
}

/** A template's definition, as Meta returns it. */
export interface MetaTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly status: string;
  readonly category: string;
  readonly parameter_format?: string;
  readonly components: readonly MetaTemplateComponent[];
  readonly quality_score?: unknown;
  readonly rejected_reason?: string;
}

/** Meta's answer to a new template, which then waits for its review. */
export interface MetaCreatedTemplate {
  readonly id: string;
  /** `PENDING`, as a rule; `APPROVED` or `REJECTED` when Meta decides at once. */
  readonly status: string;
  /** Meta may have chosen another one than was asked for. */
  readonly category: string;
}

/** A page of a Graph edge. */
export interface MetaPage<Item> {
  readonly data: readonly Item[];
  readonly paging?: {
    readonly cursors?: { readonly before?: string; readonly after?: string };
    /** A whole address; of Meta's own it holds the access token of whoever asked. */
    readonly next?: string;
    readonly previous?: string;
  };
}

/** What Meta tells of an uploaded file; the url lives five minutes. */
export interface MetaMedia {
  readonly messaging_product?: 'whatsapp';
  readonly id: string;
  readonly url: string;
  readonly mime_type: string;
  readonly sha256: string;
  /** A string in Meta's documentation, a number in practice. */
  readonly file_size: number | string;
}

/** A business phone number, as Meta returns it. */
export interface MetaPhoneNumber {
  readonly id: string;
  readonly display_phone_number: string;
  readonly verified_name?: string;
  readonly code_verification_status?: string;
  readonly quality_rating?: string;
  readonly platform_type?: string;
  readonly throughput?: { readonly level?: string };
  readonly name_status?: string;
  /** Users that may be written to first within 24 hours: `TIER_250` to `TIER_UNLIMITED`. */
  readonly messaging_limit_tier?: string;
  /** RFC 3339. */
  readonly last_onboarded_time?: string;
  readonly health_status?: MetaHealthStatus;
}

/** Whether messages can be sent, and what of the number, its account, business or app stands against it. */
export interface MetaHealthStatus {
  /** AVAILABLE | LIMITED | BLOCKED */
  readonly can_send_message?: string;
  readonly entities?: readonly MetaHealthEntity[];
}

export interface MetaHealthEntity {
  /** PHONE_NUMBER | WABA | BUSINESS | APP | MESSAGE_TEMPLATE */
  readonly entity_type?: string;
  readonly id?: string;
  readonly can_send_message?: string;
  readonly errors?: readonly {
    readonly error_code?: number;
    readonly error_description?: string;
    readonly possible_solution?: string;
  }[];
  readonly additional_info?: readonly string[];
}
