import type { JsonObject } from './json-value';

/** What an endpoint of a tenant can ask to be told. */
export const WEBHOOK_EVENTS = [
  'messages',
  'message_status',
  'read',
  'message_template_status',
  'account',
  'user_preferences',
  'balance.low',
  'balance.depleted',
  'media.stored',
  'media.failed',
  'key.expiring',
  'test',
  'other',
] as const;

export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

/** How an endpoint wants its bodies: as Meta posts them, or in an envelope of our own. */
export const WEBHOOK_FORMATS = ['meta', 'envelope'] as const;

export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** A change of Meta that is passed on. */
export interface MetaEventBody {
  /** The id of the entry: the WhatsApp Business Account. */
  readonly entryId: string;
  readonly field: string;
  readonly value: JsonObject;
}

/** What an event holds: a change of Meta, or a payload of our own. */
export type WebhookEventBody = MetaEventBody | { readonly payload: JsonObject };

/** An event as an endpoint could be told it: for the API reference and for trying an endpoint out. */
export interface WebhookEventSample {
  /** Meta's id of the number that it is about; null when it is about none. */
  readonly metaPhoneNumberId: string | null;
  readonly body: WebhookEventBody;
}

const WABA = '102290129340398';
const NUMBER = '106540352242922';
const USER = '16505551234';
const WAMID = 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=';
const METADATA = { display_phone_number: '15550783881', phone_number_id: NUMBER };
const AT = '1791849600';
const AT_TIME = '2026-10-13T00:00:00.000Z';

function messagesValue(content: JsonObject): WebhookEventSample {
  const value = { messaging_product: 'whatsapp', metadata: METADATA, ...content };
  return { metaPhoneNumberId: NUMBER, body: { entryId: WABA, field: 'messages', value } };
}

function status(name: string, more: JsonObject = {}): WebhookEventSample {
  return messagesValue({
    statuses: [
      {
        id: WAMID,
        status: name,
        timestamp: AT,
        recipient_id: USER,
        biz_opaque_callback_data: 'order-1001',
        ...more,
      },
    ],
  });
}

function accountChange(field: string, value: JsonObject): WebhookEventSample {
  return { metaPhoneNumberId: null, body: { entryId: WABA, field, value } };
}

function own(payload: JsonObject): WebhookEventSample {
  return { metaPhoneNumberId: null, body: { payload } };
}

/** One sample of every event. */
export const WEBHOOK_EVENT_SAMPLES: Readonly<Record<WebhookEventName, WebhookEventSample>> = {
  messages: messagesValue({
    contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: USER, user_id: 'US.13491208655302741918' }],
    messages: [
      {
        from: USER,
        from_user_id: 'US.13491208655302741918',
        id: WAMID,
        timestamp: AT,
        type: 'text',
        text: { body: 'Does it come in another color?' },
      },
    ],
  }),
  message_status: status('delivered', {
    pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
  }),
  read: status('read'),
  message_template_status: accountChange('message_template_status_update', {
    event: 'APPROVED',
    message_template_id: 1_689_556_908_129_832,
    message_template_name: 'order_update',
    message_template_language: 'en_US',
    reason: 'NONE',
    message_template_category: 'UTILITY',
  }),
  account: accountChange('account_update', { event: 'VERIFIED_ACCOUNT', phone_number: '15550783881' }),
  user_preferences: {
    metaPhoneNumberId: NUMBER,
    body: {
      entryId: WABA,
      field: 'user_preferences',
      value: {
        messaging_product: 'whatsapp',
        metadata: METADATA,
        contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: USER }],
        user_preferences: [
          {
            wa_id: USER,
            detail: 'User requested to stop marketing messages',
            category: 'marketing_messages',
            value: 'stop',
            timestamp: AT,
          },
        ],
      },
    },
  },
  'balance.low': own({ currency: 'USD', available: '9.500000', threshold: '10.000000', at: AT_TIME }),
  'balance.depleted': own({ currency: 'USD', available: '0.000000', at: AT_TIME }),
  'media.stored': {
    metaPhoneNumberId: NUMBER,
    body: {
      payload: {
        media_id: '1003383421387256',
        message_id: WAMID,
        mime_type: 'image/jpeg',
        file_size: 48_213,
        sha256: '49f2272349069f28ec9941b6f302f50be1740f4015d9ef07c7e9bf3bccf41941',
        media_path:
          'media/01998a3c-5f00-7000-8000-000000000001/01998a3c-5f00-7000-8000-000000000002-0f343b0931126a20f133d67c2b018a3b.jpg',
        at: AT_TIME,
      },
    },
  },
  'media.failed': {
    metaPhoneNumberId: NUMBER,
    body: {
      payload: { media_id: '1003383421387256', message_id: WAMID, reason: 'expired', at: AT_TIME },
    },
  },
  'key.expiring': own({
    id: '01998a3c-5f00-7000-8000-000000000001',
    name: 'backend',
    prefix: 'pk_a1B2c3',
    expires_at: AT_TIME,
  }),
  test: own({ message: 'It works.', at: AT_TIME }),
  other: accountChange('group_lifecycle_update', {
    messaging_product: 'whatsapp',
    metadata: METADATA,
    groups: [{ timestamp: AT, group_id: 'Y2FwaV9ncm91cDoxODA1NTU1MDE3Mg', type: 'group_create', subject: 'Orders' }],
  }),
};
