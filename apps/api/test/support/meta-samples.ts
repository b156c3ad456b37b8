import { createHmac } from 'node:crypto';
import examples from './webhook-examples.json';

/** An object of Meta's. */
export type Sample = Record<string, unknown>;

/** Meta's own examples of webhooks, by their names. */
export const META_EXAMPLES: readonly { name: string; body: Sample }[] = Object.entries(examples.examples).map(
  ([name, { value }]) => ({ name, body: value }),
);

export const USER = { waId: '16505551234', userId: 'US.13491208655302741918' };
const MEDIA = {
  mime_type: 'image/jpeg',
  sha256: 'SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=',
  id: '1003383421387256',
  url: 'https://lookaside.fbsbx.com/1',
};
const CONTEXT = { from: '15550783881', id: 'wamid.CONTEXT' };

/** One message of every type that users (and WhatsApp about users) send, without sender, id and time. */
export const INBOUND_MESSAGES: readonly Sample[] = [
  { type: 'text', text: { body: 'Does it come in another color?' } },
  { type: 'image', image: { ...MEDIA, caption: 'Taj Mahal' } },
  { type: 'video', video: { ...MEDIA, mime_type: 'video/mp4' } },
  { type: 'audio', audio: { ...MEDIA, mime_type: 'audio/ogg; codecs=opus', voice: true } },
  { type: 'document', document: { ...MEDIA, mime_type: 'application/pdf', filename: 'a.pdf' } },
  { type: 'sticker', sticker: { ...MEDIA, mime_type: 'image/webp', animated: false } },
  {
    type: 'location',
    location: { latitude: 37.44221496582, longitude: -122.16165924072, name: 'Philz', address: '101 Forest Ave' },
  },
  { type: 'contacts', contacts: [{ name: { formatted_name: 'Lucía Gómez' } }] },
  { type: 'button', button: { payload: 'confirm', text: 'Confirm' }, context: CONTEXT },
  {
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id: 'cancel-button', title: 'Cancel' } },
    context: CONTEXT,
  },
  {
    type: 'interactive',
    interactive: { type: 'list_reply', list_reply: { id: 'express', title: 'Express', description: '1 to 2 days' } },
  },
  {
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"a":1}', body: 'Sent', name: 'flow' } },
  },
  {
    type: 'interactive',
    interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
  },
  {
    type: 'order',
    order: {
      catalog_id: '194836987003835',
      text: '',
      product_items: [{ product_retailer_id: 'di9ozbzfi4', quantity: 2, item_price: 30, currency: 'USD' }],
    },
  },
  { type: 'reaction', reaction: { message_id: 'wamid.OURS', emoji: '👍' } },
  { type: 'reaction', reaction: { message_id: 'wamid.OURS' } },
  {
    type: 'system',
    system: { body: 'User changed from 16505551234 to 12195555358', wa_id: '12195555358', type: 'user_changed_number' },
  },
  { type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }] },
  {
    type: 'edit',
    edit: { original_message_id: 'wamid.EARLIER', message: { type: 'text', text: { body: 'Corrected' } } },
  },
  { type: 'revoke', revoke: { original_message_id: 'wamid.EARLIER' } },
  { type: 'request_welcome' },
  {
    type: 'text',
    text: { body: 'From an ad' },
    referral: { source_type: 'ad', source_id: '120226305854810726', ctwa_clid: 'Aff' },
  },
  { type: 'text', text: { body: 'In a group' }, group_id: 'Y2FwaV9ncm91cDoxODA1NTU1MDE3MjoxMjAzNjMyMjI3NzE5NjMwNjcZD' },
];

/** One change of every field that the contract names beside `messages`, and one that it does not know. */
export const OTHER_CHANGES: readonly { field: string; value: Sample; event: string }[] = [
  {
    field: 'message_template_status_update',
    event: 'message_template_status',
    value: {
      event: 'APPROVED',
      message_template_id: 12345678901234567890n.toString(),
      message_template_name: 'order_update',
      message_template_language: 'en_US',
      reason: 'NONE',
      message_template_category: 'UTILITY',
    },
  },
  {
    field: 'message_template_quality_update',
    event: 'message_template_status',
    value: {
      previous_quality_score: 'GREEN',
      new_quality_score: 'YELLOW',
      message_template_name: 'order_update',
      message_template_language: 'en_US',
    },
  },
  {
    field: 'template_category_update',
    event: 'message_template_status',
    value: {
      previous_category: 'UTILITY',
      new_category: 'MARKETING',
      message_template_name: 'order_update',
      message_template_language: 'en_US',
    },
  },
  {
    field: 'phone_number_quality_update',
    event: 'account',
    value: { display_phone_number: '15550783881', event: 'FLAGGED', current_limit: 'TIER_1K' },
  },
  {
    field: 'phone_number_name_update',
    event: 'account',
    value: {
      display_phone_number: '15550783881',
      decision: 'APPROVED',
      requested_verified_name: 'Lucky Shrub',
      rejection_reason: null,
    },
  },
  {
    field: 'account_update',
    event: 'account',
    value: {
      event: 'DISABLED_UPDATE',
      ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE', waba_ban_date: '2026-11-30' },
    },
  },
  {
    field: 'account_alerts',
    event: 'account',
    value: {
      entity_type: 'BUSINESS',
      entity_id: '506914307656634',
      alert_severity: 'INFORMATIONAL',
      alert_type: 'OBA_APPROVED',
    },
  },
  {
    field: 'business_capability_update',
    event: 'account',
    value: { max_daily_conversation_per_phone: 1000, max_phone_numbers_per_business: 2 },
  },
  { field: 'security', event: 'account', value: { event: 'PIN_CHANGED', requester: '506914307656634' } },
  { field: 'something_new_of_meta', event: 'other', value: { anything: [1, { at: 'all' }] } },
];

/** A POST of Meta's, of changes of one account. */
export function webhookOf(
  entryId: string,
  changes: readonly { field: string; value: unknown }[],
  time?: number,
): Sample {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: entryId, ...(time === undefined ? {} : { time }), changes }],
  };
}

/** The value of a change of `messages`: `metadata` of a number with what is given. */
export function messagesValue(phoneNumberId: string, content: Sample): Sample {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
    ...content,
  };
}

/** The header that proves a POST of Meta's. */
export function metaSignature(body: string | Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
