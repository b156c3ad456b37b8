import type { JsonObject, JsonValue } from './json-value';
import type { MessageType } from './v1-types';

/** A valid message body, for the API reference and for tests. */
export interface MessageExample {
  readonly title: string;
  /** `read` is the read receipt, which has no type. */
  readonly type: MessageType | 'read';
  readonly body: JsonObject;
}

const TO = '905321234567';
const WAMID = 'wamid.HBgMOTA1MzIxMjM0NTY3FQIAERgSQTRCNjU5OUFFRTAzODEwMTQ0AA==';
const PRODUCT = 'di9ozbzfi4';
const CATALOG = '194836987003835';
/** A transparent PNG of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PDF = 'JVBERi0xLjQKJSVFT0YK';

function message(title: string, type: MessageType, content: JsonValue, more: JsonObject = {}): MessageExample {
  return { title, type, body: { messaging_product: 'whatsapp', to: TO, type, [type]: content, ...more } };
}

function template(title: string, components?: readonly JsonValue[]): MessageExample {
  const language = { code: 'en_US' };
  return message(title, 'template', { name: 'order_update', language, ...(components ? { components } : {}) });
}

function templateBody(title: string, ...parameters: readonly JsonValue[]): MessageExample {
  return template(title, [{ type: 'body', parameters }]);
}

function templateHeader(title: string, parameter: JsonValue): MessageExample {
  return template(title, [{ type: 'header', parameters: [parameter] }]);
}

function templateButton(title: string, subType: string, index: JsonValue, ...parameters: readonly JsonValue[]) {
  return template(title, [{ type: 'button', sub_type: subType, index, parameters }]);
}

function interactive(type: string, title: string, content: JsonObject): MessageExample {
  return message(title, 'interactive', { type, body: { text: 'How can we help?' }, ...content });
}

const TEXTS: readonly MessageExample[] = [
  message('text', 'text', { body: 'Your order is on its way.' }),
  message('text with a link preview', 'text', { body: 'See https://example.com', preview_url: true }),
  message('text of the greatest length', 'text', { body: '🙂'.repeat(4096) }),
  message(
    'text that answers a message',
    'text',
    { body: 'Yes.' },
    { recipient_type: 'individual', context: { message_id: WAMID }, biz_opaque_callback_data: 'order-42' },
  ),
  { title: 'text without a type', type: 'text', body: { messaging_product: 'whatsapp', to: TO, text: { body: 'Hi' } } },
  message('text to a number as people write it', 'text', { body: 'Hi' }, { to: '+90 (532) 123-45-67' }),
  {
    title: 'text to a business-scoped user id',
    type: 'text',
    body: {
      messaging_product: 'whatsapp',
      recipient: 'US.13491208655302741918',
      type: 'text',
      text: { body: 'Hi' },
    },
  },
  message('text with fields that the gateway does not know', 'text', { body: 'Hi', new_field: 1 }, { future: [{}] }),
];

const MEDIA: readonly MessageExample[] = [
  message('image by id', 'image', { id: '1013859600285441', caption: 'Menu' }),
  message('image by link', 'image', { link: 'https://example.com/menu.png' }),
  message('image as base64', 'image', { data_base64: PNG, mime_type: 'image/png', caption: 'One pixel' }),
  message('image as a data URL', 'image', { link: `data:image/png;base64,${PNG}` }),
  message('video by id', 'video', { id: '1166846181421424', caption: 'How to' }),
  message('video by link', 'video', { link: 'https://example.com/how-to.mp4' }),
  message('audio by id', 'audio', { id: '1013859600285442' }),
  message('voice message', 'audio', { link: 'https://example.com/note.ogg', voice: true }),
  message('document by id', 'document', { id: '1376223850470843', filename: 'order.pdf', caption: 'Your receipt' }),
  message('document by http link', 'document', { link: 'http://example.com/order.pdf', filename: 'order.pdf' }),
  message('document as base64', 'document', {
    data_base64: PDF,
    mime_type: 'application/pdf',
    filename: 'Rechnung №1.pdf',
  }),
  message('sticker by id', 'sticker', { id: '798882015472548' }),
  message('sticker by link', 'sticker', { link: 'https://example.com/wave.webp' }),
];

const OTHERS: readonly MessageExample[] = [
  message('location', 'location', {
    latitude: 37.44221496582,
    longitude: -122.16165924072,
    name: 'Philz Coffee',
    address: '101 Forest Ave, Palo Alto, CA 94301',
  }),
  message('location with coordinates as strings', 'location', { latitude: '-90', longitude: '179.999999' }),
  message('contacts', 'contacts', [
    {
      name: { formatted_name: 'Lucía Gómez', first_name: 'Lucía', last_name: 'Gómez' },
      org: { company: 'Example' },
      phones: [{ phone: '+1 (983) 555-2319', type: 'MOBILE', wa_id: '19835552319' }],
      emails: [{ email: 'lucia@example.com', type: 'WORK' }],
      addresses: [{ city: 'Palo Alto', country_code: 'US', type: 'HOME' }],
      urls: [{ url: 'https://example.com', type: 'WORK' }],
      birthday: '1990-01-31',
    },
  ]),
  message('reaction', 'reaction', { message_id: WAMID, emoji: '👍' }),
  message('reaction removed', 'reaction', { message_id: WAMID, emoji: '' }),
  {
    title: 'read receipt',
    type: 'read',
    body: { messaging_product: 'whatsapp', status: 'read', message_id: WAMID },
  },
  {
    title: 'read receipt with a typing indicator',
    type: 'read',
    body: {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: WAMID,
      typing_indicator: { type: 'text' },
    },
  },
];

const TEMPLATES: readonly MessageExample[] = [
  template('template without parameters'),
  templateBody('template with text parameters', { type: 'text', text: 'Ada' }, { type: 'text', text: '42' }),
  templateBody('template with named parameters', { type: 'text', parameter_name: 'first_name', text: 'Ada' }),
  templateBody('template with a currency', {
    type: 'currency',
    currency: { fallback_value: '$100.99', code: 'USD', amount_1000: 100990 },
  }),
  templateBody('template with a date', { type: 'date_time', date_time: { fallback_value: 'February 25, 2027' } }),
  templateHeader('template with a text header', { type: 'text', text: 'Spring' }),
  templateHeader('template with an image header', { type: 'image', image: { link: 'https://example.com/a.png' } }),
  templateHeader('template with a video header', { type: 'video', video: { id: '1166846181421424' } }),
  templateHeader('template with a document header', {
    type: 'document',
    document: { id: '1376223850470843', filename: 'order.pdf' },
  }),
  templateHeader('template with a location header', {
    type: 'location',
    location: { latitude: '37.483307', longitude: '-122.148981', name: 'Shop', address: '1 Hacker Way' },
  }),
  templateHeader('template with a product header', {
    type: 'product',
    product: { product_retailer_id: PRODUCT, catalog_id: CATALOG },
  }),
  templateButton('template with a URL button', 'url', '0', { type: 'text', text: 'order-42' }),
  templateButton('template with a quick reply button', 'quick_reply', 1, { type: 'payload', payload: 'stop' }),
  templateButton('template with a coupon', 'copy_code', '0', { type: 'coupon_code', coupon_code: '25OFF' }),
  templateButton('template with a flow', 'flow', '0', {
    type: 'action',
    action: { flow_token: 'token', flow_action_data: { screen: 'START' } },
  }),
  templateButton('template with several products', 'mpm', 0, {
    type: 'action',
    action: {
      thumbnail_product_retailer_id: PRODUCT,
      sections: [{ title: 'Popular', product_items: [{ product_retailer_id: PRODUCT }] }],
    },
  }),
  templateButton('template with a call button', 'voice_call', '0', { type: 'ttl_minutes', ttl_minutes: 100 }),
  template('template with a limited-time offer', [
    { type: 'body', parameters: [{ type: 'text', text: 'Ada' }] },
    {
      type: 'limited_time_offer',
      parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1796000000000 } }],
    },
  ]),
  template('template with a carousel', [
    { type: 'BODY', parameters: [{ type: 'TEXT', text: '20OFF' }] },
    {
      type: 'CAROUSEL',
      cards: [0, 1].map((index) => ({
        card_index: index,
        components: [
          { type: 'HEADER', parameters: [{ type: 'IMAGE', image: { id: '1013859600285441' } }] },
          { type: 'BODY', parameters: [{ type: 'TEXT', text: 'Blue Elf' }] },
          {
            type: 'BUTTON',
            sub_type: 'QUICK_REPLY',
            index: '0',
            parameters: [{ type: 'PAYLOAD', payload: `card-${index}` }],
          },
        ],
      })),
    },
  ]),
];

const ROWS = Array.from({ length: 10 }, (_row, index) => ({ id: `row-${index}`, title: `Row ${index}` }));

const INTERACTIVES: readonly MessageExample[] = [
  interactive('button', 'reply buttons', {
    header: { type: 'text', text: 'Appointment' },
    footer: { text: 'Example Ltd' },
    action: {
      buttons: [
        { type: 'reply', reply: { id: 'change', title: 'Change' } },
        { type: 'reply', reply: { id: 'cancel', title: 'Cancel' } },
      ],
    },
  }),
  ...(['image', 'video', 'document'] as const).map((kind) =>
    interactive('button', `reply buttons under a header of type ${kind}`, {
      header: { type: kind, [kind]: { link: `https://example.com/${kind}` } },
      action: { buttons: [{ type: 'reply', reply: { id: 'ok', title: 'OK' } }] },
    }),
  ),
  interactive('list', 'list with one section', {
    body: { text: 'b'.repeat(4096) },
    action: { button: 'Options', sections: [{ rows: ROWS }] },
  }),
  interactive('list', 'list with two sections', {
    header: { type: 'text', text: 'Shipping' },
    footer: { text: 'Tap to choose' },
    action: {
      button: 'Options',
      sections: [
        { title: 'Fast', rows: [{ id: 'express', title: 'Express', description: 'Next day' }] },
        { title: 'Cheap', rows: [{ id: 'ground', title: 'Ground', description: '2 to 8 days' }] },
      ],
    },
  }),
  interactive('cta_url', 'URL button', {
    action: { name: 'cta_url', parameters: { display_text: 'See dates', url: 'https://example.com?ref=42' } },
  }),
  interactive('flow', 'flow', {
    action: {
      name: 'flow',
      parameters: {
        flow_message_version: '3',
        flow_token: 'token',
        flow_id: '1',
        flow_cta: 'Book!',
        flow_action: 'navigate',
        flow_action_payload: { screen: 'START' },
      },
    },
  }),
  message('single product', 'interactive', {
    type: 'product',
    action: { catalog_id: CATALOG, product_retailer_id: PRODUCT },
  }),
  interactive('product_list', 'several products', {
    header: { type: 'text', text: 'Products' },
    action: {
      catalog_id: CATALOG,
      sections: [{ title: 'Popular', product_items: [{ product_retailer_id: PRODUCT }] }],
    },
  }),
  interactive('catalog_message', 'catalogue', {
    action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: PRODUCT } },
  }),
  interactive('location_request_message', 'request for a location', { action: { name: 'send_location' } }),
  interactive('address_message', 'request for an address', {
    action: { name: 'address_message', parameters: { country: 'IN' } },
  }),
  interactive('voice_call', 'call button', {
    action: { name: 'voice_call', parameters: { display_text: 'Call us', ttl_minutes: 100, payload: 'data' } },
  }),
  interactive('call_permission_request', 'request to call', { action: { name: 'call_permission_request' } }),
  interactive('carousel', 'carousel of media cards', {
    action: {
      cards: [0, 1].map((index) => ({
        card_index: index,
        type: 'cta_url',
        header: { type: 'image', image: { link: `https://example.com/${index}.png` } },
        body: { text: 'Exclusive deal' },
        action: {
          name: 'cta_url',
          parameters: { display_text: 'Shop now', url: `https://example.com/deal/${index}` },
        },
      })),
    },
  }),
];

/** At least one valid body for every type, every kind of interactive message and every part of a template. */
export const MESSAGE_EXAMPLES: readonly MessageExample[] = [
  ...TEXTS,
  ...MEDIA,
  ...OTHERS,
  ...TEMPLATES,
  ...INTERACTIVES,
];
