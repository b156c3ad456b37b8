import {
  GatewayError,
  MESSAGE_TYPES,
  type FieldError,
  type JsonObject,
  type JsonValue,
  MESSAGE_EXAMPLES,
} from '@switchboard/contracts';
import { validateMessageBody, type MessageRules } from './message-schema';

const LONG = (chars: number): string => 'x'.repeat(chars);

function breaches(body: JsonValue, rules?: MessageRules): readonly FieldError[] {
  try {
    validateMessageBody(body as JsonObject, rules);
    return [];
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'VAL_001') throw error;
    return error.params!['fields'] as FieldError[];
  }
}

function envelope(more: JsonObject): JsonObject {
  return { messaging_product: 'whatsapp', to: '905321234567', ...more };
}

function of(type: string, content: JsonValue): JsonObject {
  return envelope({ type, [type]: content });
}

const text = { type: 'text', text: { body: 'hi' } };
const template = (components: JsonValue): JsonObject =>
  of('template', { name: 't', language: { code: 'en' }, components });
const templatePart = (component: JsonValue): JsonObject => template([component]);
const parameter = (value: JsonValue): JsonObject => templatePart({ type: 'body', parameters: [value] });
const interactive = (type: string, content: JsonObject): JsonObject =>
  of('interactive', { type, body: { text: 'b' }, ...content });
const button = (id: string, title = 't'): JsonObject => ({ type: 'reply', reply: { id, title } });
const buttons = (list: JsonValue, more: JsonObject = {}): JsonObject =>
  interactive('button', { action: { buttons: list }, ...more });
const list = (sections: JsonValue, more: JsonObject = {}): JsonObject =>
  interactive('list', { action: { button: 'Options', sections }, ...more });
const row = (id: string, more: JsonObject = {}): JsonObject => ({ id, title: 't', ...more });
const rows = (count: number): JsonObject[] => Array.from({ length: count }, (_row, index) => row(String(index)));
const around = (more: JsonObject): JsonObject => buttons([button('1')], more);

type Case = readonly [path: string, rule: string, body: JsonValue];

const ENVELOPE_CASES: readonly Case[] = [
  ['messaging_product', 'required', { to: '905321234567', ...text }],
  ['messaging_product', 'oneOf', envelope({ ...text, messaging_product: 'sms' })],
  ['type', 'required', envelope({})],
  ['type', 'type', envelope({ type: 7 })],
  ['type', 'oneOf', envelope({ type: 'poll', poll: {} })],
  ['type', 'oneOf', envelope({ type: '__proto__' })],
  ['to', 'required', { messaging_product: 'whatsapp', ...text }],
  ['to', 'type', envelope({ ...text, to: 905321234567 })],
  ['to', 'type', envelope({ ...text, to: null })],
  ['to', 'pattern', envelope({ ...text, to: '' })],
  ['to', 'pattern', envelope({ ...text, to: '1234' })],
  ['to', 'pattern', envelope({ ...text, to: '1'.repeat(21) })],
  ['to', 'pattern', envelope({ ...text, to: '90532+1234567' })],
  ['to', 'pattern', envelope({ ...text, to: '90532123456x' })],
  ['to', 'pattern', envelope({ ...text, to: `1${' '.repeat(100)}23456789` })],
  ['recipient', 'type', { messaging_product: 'whatsapp', recipient: 1, ...text }],
  ['recipient', 'pattern', { messaging_product: 'whatsapp', recipient: '1349', ...text }],
  ['recipient', 'pattern', { messaging_product: 'whatsapp', recipient: `US.${LONG(140)}`, ...text }],
  ['recipient_type', 'oneOf', envelope({ ...text, recipient_type: 'group' })],
  ['context', 'type', envelope({ ...text, context: 'wamid.X' })],
  ['context.message_id', 'required', envelope({ ...text, context: {} })],
  ['context.message_id', 'minLength', envelope({ ...text, context: { message_id: '' } })],
  ['biz_opaque_callback_data', 'type', envelope({ ...text, biz_opaque_callback_data: {} })],
  ['biz_opaque_callback_data', 'maxLength', envelope({ ...text, biz_opaque_callback_data: LONG(513) })],
  ...MESSAGE_TYPES.map((type): Case => [type, 'required', envelope({ type })]),
  ...MESSAGE_TYPES.map((type): Case => [type, 'type', of(type, 'x')]),
];

const MEDIA_CASES: readonly Case[] = [
  ['text.body', 'required', of('text', {})],
  ['text.body', 'type', of('text', { body: 1 })],
  ['text.body', 'minLength', of('text', { body: '' })],
  ['text.body', 'maxLength', of('text', { body: LONG(4097) })],
  ['text.body', 'maxLength', of('text', { body: '🙂'.repeat(4097) })],
  ['text.preview_url', 'type', of('text', { body: 'b', preview_url: 'true' })],
  ...(['image', 'video', 'audio', 'document', 'sticker'] as const).flatMap((kind): Case[] => [
    [kind, 'required', of(kind, {})],
    [kind, 'exclusive', of(kind, { id: '1', link: 'https://example.com/a' })],
    [kind, 'exclusive', of(kind, { id: '1', data_base64: 'AAAA', mime_type: 'image/png' })],
    [`${kind}.id`, 'type', of(kind, { id: 1 })],
    [`${kind}.id`, 'minLength', of(kind, { id: '' })],
    [`${kind}.link`, 'type', of(kind, { link: {} })],
    [`${kind}.link`, 'url', of(kind, { link: 'ftp://example.com/a' })],
    [`${kind}.link`, 'url', of(kind, { link: 'https://' })],
    [`${kind}.link`, 'base64', of(kind, { link: 'data:text/plain,hello' })],
    [`${kind}.mime_type`, 'required', of(kind, { link: 'data:;base64,AAAA' })],
    [`${kind}.mime_type`, 'required', of(kind, { data_base64: 'AAAA' })],
    [`${kind}.mime_type`, 'type', of(kind, { data_base64: 'AAAA', mime_type: 1 })],
    [`${kind}.data_base64`, 'type', of(kind, { data_base64: 1, mime_type: 'image/png' })],
    [`${kind}.data_base64`, 'minLength', of(kind, { data_base64: '', mime_type: 'image/png' })],
  ]),
  ...(['image', 'video', 'document'] as const).flatMap((kind): Case[] => [
    [`${kind}.caption`, 'maxLength', of(kind, { id: '1', caption: LONG(1025) })],
    [`${kind}.caption`, 'type', of(kind, { id: '1', caption: 1 })],
  ]),
  ['document.filename', 'maxLength', of('document', { id: '1', filename: LONG(241) })],
  ['document.filename', 'type', of('document', { id: '1', filename: 1 })],
  ['audio.voice', 'type', of('audio', { id: '1', voice: 'yes' })],
];

const OTHER_CASES: readonly Case[] = [
  ['location.latitude', 'required', of('location', { longitude: 0 })],
  ['location.latitude', 'type', of('location', { latitude: true, longitude: 0 })],
  ['location.latitude', 'pattern', of('location', { latitude: 'north', longitude: 0 })],
  ['location.latitude', 'pattern', of('location', { latitude: '', longitude: 0 })],
  ['location.latitude', 'min', of('location', { latitude: -90.1, longitude: 0 })],
  ['location.latitude', 'max', of('location', { latitude: '90.1', longitude: 0 })],
  ['location.longitude', 'required', of('location', { latitude: 0 })],
  ['location.longitude', 'min', of('location', { latitude: 0, longitude: '-180.5' })],
  ['location.longitude', 'max', of('location', { latitude: 0, longitude: 181 })],
  ['location.name', 'type', of('location', { latitude: 0, longitude: 0, name: 1 })],
  ['location.address', 'type', of('location', { latitude: 0, longitude: 0, address: [] })],
  ['contacts', 'minItems', of('contacts', [])],
  ['contacts', 'maxItems', of('contacts', Array(258).fill({ name: { formatted_name: 'A' } }))],
  ['contacts[0]', 'type', of('contacts', ['A'])],
  ['contacts[0].name', 'required', of('contacts', [{}])],
  ['contacts[1].name.formatted_name', 'required', of('contacts', [{ name: { formatted_name: 'A' } }, { name: {} }])],
  ['contacts[0].name.formatted_name', 'minLength', of('contacts', [{ name: { formatted_name: '' } }])],
  ['reaction.message_id', 'required', of('reaction', { emoji: '👍' })],
  ['reaction.emoji', 'required', of('reaction', { message_id: 'wamid.X' })],
  ['reaction.emoji', 'type', of('reaction', { message_id: 'wamid.X', emoji: 1 })],
  ['status', 'oneOf', { messaging_product: 'whatsapp', status: 'delivered', message_id: 'wamid.X' }],
  ['message_id', 'required', { messaging_product: 'whatsapp', status: 'read' }],
  ['message_id', 'type', { messaging_product: 'whatsapp', status: 'read', message_id: 1 }],
  ['messaging_product', 'required', { status: 'read', message_id: 'wamid.X' }],
  [
    'typing_indicator',
    'type',
    { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.X', typing_indicator: true },
  ],
  [
    'typing_indicator.type',
    'required',
    { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.X', typing_indicator: {} },
  ],
];

const COMPONENT = 'template.components[0]';
const PARAMETER = `${COMPONENT}.parameters[0]`;
const TEMPLATE_CASES: readonly Case[] = [
  ['template.name', 'required', of('template', { language: { code: 'en' } })],
  ['template.name', 'minLength', of('template', { name: '', language: { code: 'en' } })],
  ['template.name', 'pattern', of('template', { name: 'Order', language: { code: 'en' } })],
  ['template.name', 'pattern', of('template', { name: 'a\n', language: { code: 'en' } })],
  ['template.name', 'maxLength', of('template', { name: LONG(513), language: { code: 'en' } })],
  ['template.language', 'required', of('template', { name: 't' })],
  ['template.language.code', 'required', of('template', { name: 't', language: {} })],
  ['template.language.code', 'minLength', of('template', { name: 't', language: { code: '' } })],
  ['template.components', 'type', template({})],
  [`${COMPONENT}.type`, 'required', templatePart({})],
  [`${COMPONENT}.type`, 'oneOf', templatePart({ type: 'footer' })],
  [`${COMPONENT}.type`, 'oneOf', templatePart({ type: 'constructor' })],
  [`${COMPONENT}.parameters`, 'type', templatePart({ type: 'body', parameters: {} })],
  [`${COMPONENT}.sub_type`, 'required', templatePart({ type: 'button', index: '0' })],
  [`${COMPONENT}.index`, 'required', templatePart({ type: 'button', sub_type: 'url' })],
  [`${COMPONENT}.index`, 'pattern', templatePart({ type: 'button', sub_type: 'url', index: 'first' })],
  [`${COMPONENT}.index`, 'integer', templatePart({ type: 'button', sub_type: 'url', index: 0.5 })],
  [`${COMPONENT}.index`, 'min', templatePart({ type: 'button', sub_type: 'url', index: -1 })],
  [`${COMPONENT}.index`, 'max', templatePart({ type: 'button', sub_type: 'url', index: '10' })],
  [`${COMPONENT}.cards`, 'required', templatePart({ type: 'carousel' })],
  ['template.components', 'maxItems', template(Array(33).fill({}))],
  [`${COMPONENT}.parameters`, 'maxItems', templatePart({ type: 'body', parameters: Array(257).fill({}) })],
  [`${COMPONENT}.cards`, 'maxItems', templatePart({ type: 'carousel', cards: Array(11).fill({}) })],
  [`${COMPONENT}.cards`, 'minItems', templatePart({ type: 'carousel', cards: [] })],
  [`${COMPONENT}.cards[0].card_index`, 'required', templatePart({ type: 'carousel', cards: [{}] })],
  [
    `${COMPONENT}.cards[0].components[0].type`,
    'oneOf',
    templatePart({ type: 'carousel', cards: [{ card_index: 0, components: [{ type: 'carousel' }] }] }),
  ],
  [
    `${COMPONENT}.cards[0].components[0].parameters[0].text`,
    'required',
    templatePart({
      type: 'carousel',
      cards: [{ card_index: 0, components: [{ type: 'body', parameters: [{ type: 'text' }] }] }],
    }),
  ],
  [`${PARAMETER}.type`, 'required', parameter({ text: 'a' })],
  [`${PARAMETER}.type`, 'oneOf', parameter({ type: 'audio' })],
  [`${PARAMETER}.text`, 'type', parameter({ type: 'text', text: 5 })],
  [`${PARAMETER}.parameter_name`, 'type', parameter({ type: 'text', text: 'a', parameter_name: 1 })],
  ...[
    'text',
    'image',
    'document',
    'video',
    'currency',
    'date_time',
    'payload',
    'coupon_code',
    'location',
    'product',
    'action',
    'ttl_minutes',
    'limited_time_offer',
  ].map((type): Case => [`${PARAMETER}.${type}`, 'required', parameter({ type })]),
  [`${PARAMETER}.image`, 'required', parameter({ type: 'image', image: {} })],
  [`${PARAMETER}.image.link`, 'url', parameter({ type: 'image', image: { link: 'data:image/png;base64,AAAA' } })],
  [`${PARAMETER}.ttl_minutes`, 'min', parameter({ type: 'ttl_minutes', ttl_minutes: 0 })],
  [`${PARAMETER}.location.latitude`, 'required', parameter({ type: 'location', location: { longitude: 1 } })],
];

const ACTION = 'interactive.action';
const INTERACTIVE_CASES: readonly Case[] = [
  ['interactive.type', 'required', of('interactive', {})],
  ['interactive.type', 'oneOf', of('interactive', { type: 'poll' })],
  ['interactive.type', 'oneOf', of('interactive', { type: 'toString' })],
  ...(
    [
      'button',
      'list',
      'cta_url',
      'flow',
      'product_list',
      'catalog_message',
      'location_request_message',
      'address_message',
      'voice_call',
      'carousel',
    ] as const
  ).flatMap((type): Case[] => [
    ['interactive.body', 'required', of('interactive', { type, action: {} })],
    [ACTION, 'required', interactive(type, {})],
  ]),
  [ACTION, 'required', of('interactive', { type: 'product' })],
  ['interactive.body.text', 'required', around({ body: {} })],
  ['interactive.body.text', 'minLength', around({ body: { text: '' } })],
  ['interactive.body.text', 'maxLength', around({ body: { text: LONG(1025) } })],
  ['interactive.body.text', 'maxLength', list([{ rows: [row('1')] }], { body: { text: LONG(4097) } })],
  ['interactive.footer.text', 'maxLength', around({ footer: { text: LONG(61) } })],
  ['interactive.footer.text', 'required', around({ footer: {} })],
  ['interactive.header.type', 'required', around({ header: { text: 'a' } })],
  ['interactive.header.text', 'required', around({ header: { type: 'text' } })],
  ['interactive.header.text', 'maxLength', around({ header: { type: 'text', text: LONG(61) } })],
  ['interactive.header.image', 'required', around({ header: { type: 'image' } })],
  [`${ACTION}.buttons`, 'required', interactive('button', { action: {} })],
  [`${ACTION}.buttons`, 'minItems', buttons([])],
  [`${ACTION}.buttons`, 'maxItems', buttons(['1', '2', '3', '4'].map((id) => button(id)))],
  [`${ACTION}.buttons[0].type`, 'oneOf', buttons([{ ...button('1'), type: 'url' }])],
  [`${ACTION}.buttons[0].reply`, 'required', buttons([{ type: 'reply' }])],
  [`${ACTION}.buttons[0].reply.id`, 'minLength', buttons([button('')])],
  [`${ACTION}.buttons[0].reply.id`, 'maxLength', buttons([button(LONG(257))])],
  [`${ACTION}.buttons[1].reply.id`, 'unique', buttons([button('1'), button('1')])],
  [`${ACTION}.buttons[0].reply.title`, 'minLength', buttons([button('1', '')])],
  [`${ACTION}.buttons[0].reply.title`, 'maxLength', buttons([button('1', LONG(21))])],
  [`${ACTION}.button`, 'required', interactive('list', { action: { sections: [{ rows: [row('1')] }] } })],
  [
    `${ACTION}.button`,
    'maxLength',
    interactive('list', { action: { button: LONG(21), sections: [{ rows: [row('1')] }] } }),
  ],
  [`${ACTION}.sections`, 'required', interactive('list', { action: { button: 'b' } })],
  [`${ACTION}.sections`, 'minItems', list([])],
  [
    `${ACTION}.sections`,
    'maxItems',
    list(Array.from({ length: 11 }, (_s, i) => ({ title: 's', rows: [row(`${i}`)] }))),
  ],
  [`${ACTION}.sections`, 'maxItems', list([{ rows: rows(11) }])],
  [
    `${ACTION}.sections`,
    'maxItems',
    list([
      { title: 'a', rows: rows(6) },
      { title: 'b', rows: rows(5) },
    ]),
  ],
  [`${ACTION}.sections[0].rows`, 'required', list([{}])],
  [`${ACTION}.sections[0].rows`, 'minItems', list([{ rows: [] }])],
  [`${ACTION}.sections[0].title`, 'maxLength', list([{ title: LONG(25), rows: [row('1')] }])],
  [`${ACTION}.sections[1].title`, 'required', list([{ title: 'a', rows: [row('1')] }, { rows: [row('2')] }])],
  [`${ACTION}.sections[0].rows[0].id`, 'required', list([{ rows: [{ title: 't' }] }])],
  [`${ACTION}.sections[0].rows[0].id`, 'maxLength', list([{ rows: [row(LONG(201))] }])],
  [
    `${ACTION}.sections[1].rows[0].id`,
    'unique',
    list([
      { title: 'a', rows: [row('1')] },
      { title: 'b', rows: [row('1')] },
    ]),
  ],
  [`${ACTION}.sections[0].rows[0].title`, 'required', list([{ rows: [{ id: '1' }] }])],
  [`${ACTION}.sections[0].rows[0].title`, 'maxLength', list([{ rows: [row('1', { title: LONG(25) })] }])],
  [`${ACTION}.sections[0].rows[0].description`, 'maxLength', list([{ rows: [row('1', { description: LONG(73) })] }])],
  [`${ACTION}.name`, 'oneOf', interactive('cta_url', { action: { name: 'x', parameters: {} } })],
  [
    `${ACTION}.parameters.display_text`,
    'required',
    interactive('cta_url', { action: { name: 'cta_url', parameters: { url: 'https://example.com' } } }),
  ],
  [
    `${ACTION}.parameters.url`,
    'required',
    interactive('cta_url', { action: { name: 'cta_url', parameters: { display_text: 'a' } } }),
  ],
  [`${ACTION}.parameters`, 'required', interactive('flow', { action: { name: 'flow' } })],
  [`${ACTION}.catalog_id`, 'required', of('interactive', { type: 'product', action: { product_retailer_id: 'p' } })],
  [`${ACTION}.product_retailer_id`, 'required', of('interactive', { type: 'product', action: { catalog_id: 'c' } })],
  [`${ACTION}.sections`, 'required', interactive('product_list', { action: { catalog_id: 'c' } })],
  [
    `${ACTION}.sections[0].product_items[0].product_retailer_id`,
    'required',
    interactive('product_list', { action: { catalog_id: 'c', sections: [{ product_items: [{}] }] } }),
  ],
  [`${ACTION}.name`, 'required', interactive('catalog_message', { action: {} })],
  [`${ACTION}.name`, 'oneOf', interactive('location_request_message', { action: { name: 'location' } })],
  [`${ACTION}.name`, 'required', interactive('address_message', { action: {} })],
  [`${ACTION}.name`, 'required', interactive('voice_call', { action: {} })],
  [`${ACTION}.name`, 'oneOf', interactive('call_permission_request', { action: { name: 'call' } })],
  [`${ACTION}.cards`, 'required', interactive('carousel', { action: {} })],
  [`${ACTION}.cards`, 'maxItems', interactive('carousel', { action: { cards: Array(33).fill({}) } })],
  [
    `${ACTION}.sections`,
    'maxItems',
    interactive('product_list', { action: { catalog_id: 'c', sections: Array(33).fill({}) } }),
  ],
  [
    `${ACTION}.sections[0].product_items`,
    'maxItems',
    interactive('product_list', { action: { catalog_id: 'c', sections: [{ product_items: Array(257).fill({}) }] } }),
  ],
  [`${ACTION}.cards`, 'minItems', interactive('carousel', { action: { cards: [] } })],
];

describe('a message body', () => {
  it.each(MESSAGE_EXAMPLES.map((example) => [example.title, example] as const))(
    'is accepted: %s',
    (_title, example) => {
      expect(breaches(example.body)).toEqual([]);
      const validated = validateMessageBody(example.body);
      expect(validated.kind === 'read' ? 'read' : validated.type).toBe(example.type);
      expect(validated.fields).toBe(example.body);
    },
  );

  it('has an accepted example of every type', () => {
    expect([...new Set(MESSAGE_EXAMPLES.map((example) => example.type))].sort()).toEqual(
      [...MESSAGE_TYPES, 'read'].sort(),
    );
  });

  it.each([...ENVELOPE_CASES, ...MEDIA_CASES, ...OTHER_CASES, ...TEMPLATE_CASES, ...INTERACTIVE_CASES])(
    'is refused at %j by the rule %s',
    (path, rule, body) => {
      const fields = breaches(body);
      expect(fields).toContainEqual({ path, rule, message: expect.stringMatching(/^(must|is|needs)\b/) });
    },
  );

  it('is told all its breaches at once', () => {
    const fields = breaches({
      to: 'nobody',
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: '' },
        footer: { text: LONG(61) },
        action: { buttons: [button('1', LONG(21)), button('1'), { type: 'reply', reply: { id: 2, title: 't' } }] },
      },
    });
    expect(fields.map(({ path, rule }) => `${path} ${rule}`).sort()).toEqual([
      'interactive.action.buttons[0].reply.title maxLength',
      'interactive.action.buttons[1].reply.id unique',
      'interactive.action.buttons[2].reply.id type',
      'interactive.body.text minLength',
      'interactive.footer.text maxLength',
      'messaging_product required',
      'to pattern',
    ]);
  });

  it('is told of a list that is too long beside everything else', () => {
    const fields = breaches({
      messaging_product: 'whatsapp',
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'b' },
        action: { button: '', sections: [{ rows: [...rows(11), row('1')] }, { title: 's', rows: [row('2')] }] },
      },
    });
    expect(fields.map(({ path, rule }) => `${path} ${rule}`).sort()).toEqual([
      'interactive.action.button minLength',
      'interactive.action.sections maxItems',
      'interactive.action.sections[0].rows[11].id unique',
      'interactive.action.sections[0].title required',
      'interactive.action.sections[1].rows[0].id unique',
      'to required',
    ]);
  });

  it('is told at most twenty breaches', () => {
    expect(breaches(of('contacts', Array(200).fill({})))).toHaveLength(20);
  });

  it('may only be a template for Marketing Messages Lite', () => {
    const rules = { templateOnly: true };
    const refusal = { path: 'type', message: expect.any(String) };
    expect(breaches(of('text', { body: 'hi' }), rules)).toEqual([{ ...refusal, rule: 'oneOf' }]);
    expect(breaches({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.X' }, rules)).toContainEqual({
      ...refusal,
      rule: 'required',
    });
    expect(breaches(of('template', { name: 't', language: { code: 'en' } }), rules)).toEqual([]);
  });

  it('tells the recipient, the callback data, the answered message and the template', () => {
    const body = of('template', { name: 't', language: { code: 'en' }, components: [{ type: 'body' }] });
    expect(validateMessageBody({ ...body, to: '+90 (532) 1234567', biz_opaque_callback_data: 'mine' })).toMatchObject({
      kind: 'message',
      type: 'template',
      recipient: { kind: 'phone', digits: '905321234567' },
      callbackData: 'mine',
      contextMessageId: null,
      template: { name: 't', languageCode: 'en', components: [{ type: 'body' }] },
    });
    const answer = { messaging_product: 'whatsapp', recipient: 'US.1349', context: { message_id: 'wamid.X' }, ...text };
    expect(validateMessageBody(answer)).toMatchObject({
      recipient: { kind: 'user', userId: 'US.1349', country: 'US' },
      callbackData: null,
      contextMessageId: 'wamid.X',
      template: null,
    });
  });

  it('cannot reach prototypes', () => {
    const body = JSON.parse(
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"hi","__proto__":{"x":1}},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as JsonObject;
    expect(breaches(body)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(body)).toContain('__proto__');
  });
});
