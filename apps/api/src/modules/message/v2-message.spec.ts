import fc from 'fast-check';
import { GatewayError, type JsonObject, MEDIA_KINDS, MESSAGE_EXAMPLES } from '@switchboard/contracts';
import { type JsonBody, parseJsonObject } from '../../http/json/parse-json';
import { validateMessageBody } from './body/message-schema';
import {
  anyMessage,
  contentMessage,
  inV2Names,
  mediaMessage,
  templateMessage,
  textMessage,
  type V2Message,
} from './v2-message';

const TO = '905321234567';
const WAMID = 'wamid.HBgMOTA1MzIxMjM0NTY3FQIAERgSQTRCNjU5OUFFRTAzODEwMTQ0AA==';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function posted(body: object | string): JsonBody {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return parseJsonObject(Buffer.from(text), { maxBytes: 2 ** 21 });
}

const valueOf = ({ text }: V2Message): JsonObject => JSON.parse(text) as JsonObject;

/** What v1 would say of the message, in v2's names: `path rule`. */
function refusals(message: V2Message): string[] {
  const own = message.problems.map(({ path, rule }) => `${path} ${rule}`);
  try {
    validateMessageBody(valueOf(message));
    return own;
  } catch (error) {
    const { params } = inV2Names(error, message) as GatewayError;
    return [
      ...own,
      ...(params!['fields'] as { path: string; rule: string }[]).map(({ path, rule }) => `${path} ${rule}`),
    ];
  }
}

const base = { messaging_product: 'whatsapp', to: TO };

describe('A body of v2', () => {
  it.each<[string, (body: JsonBody) => V2Message, object, object]>([
    ['a text', textMessage, { text: 'Hi' }, { ...base, type: 'text', text: { body: 'Hi' } }],
    [
      'a text with a preview',
      textMessage,
      { text: 'See https://example.com', previewUrl: true },
      { ...base, type: 'text', text: { body: 'See https://example.com', preview_url: true } },
    ],
    [
      'an answer',
      textMessage,
      { text: 'Yes', contextMessageWamid: WAMID },
      { ...base, type: 'text', text: { body: 'Yes' }, context: { message_id: WAMID } },
    ],
    [
      'fields that are null',
      textMessage,
      { text: 'Yes', contextMessageWamid: null, previewUrl: null, phoneNumberId: null },
      { ...base, type: 'text', text: { body: 'Yes' } },
    ],
    [
      'a file by its id',
      mediaMessage,
      { media: { type: 'document', mediaId: '1', caption: 'Menu', filename: 'menu.pdf', mimeType: 'application/pdf' } },
      { ...base, type: 'document', document: { id: '1', caption: 'Menu', filename: 'menu.pdf' } },
    ],
    [
      'a file by a link',
      mediaMessage,
      { media: { type: 'video', link: 'https://example.com/a.mp4', mediaId: null, caption: null } },
      { ...base, type: 'video', video: { link: 'https://example.com/a.mp4' } },
    ],
    [
      'a file in base64',
      mediaMessage,
      { media: { type: 'image', dataBase64: PNG, mimeType: 'image/png', caption: 'One pixel' } },
      { ...base, type: 'image', image: { data_base64: PNG, mime_type: 'image/png', caption: 'One pixel' } },
    ],
    [
      'a file as a data URL',
      mediaMessage,
      { media: { type: 'image', link: `data:;base64,${PNG}`, mimeType: 'image/png' } },
      { ...base, type: 'image', image: { link: `data:;base64,${PNG}`, mime_type: 'image/png' } },
    ],
    [
      'a place',
      (body) => contentMessage(body, 'location'),
      { location: { latitude: 41.01, longitude: 28.97, name: 'Harbour' } },
      { ...base, type: 'location', location: { latitude: 41.01, longitude: 28.97, name: 'Harbour' } },
    ],
    [
      'contacts',
      (body) => contentMessage(body, 'contacts'),
      { contacts: [{ name: { formatted_name: 'Ada' } }] },
      { ...base, type: 'contacts', contacts: [{ name: { formatted_name: 'Ada' } }] },
    ],
    [
      'a reaction',
      (body) => contentMessage(body, 'reaction'),
      { reaction: { message_id: WAMID, emoji: '👍' } },
      { ...base, type: 'reaction', reaction: { message_id: WAMID, emoji: '👍' } },
    ],
    [
      'a template',
      templateMessage,
      { templateName: 'order_update', language: 'de', components: [{ type: 'body', parameters: [] }] },
      {
        ...base,
        type: 'template',
        template: { name: 'order_update', language: { code: 'de' }, components: [{ type: 'body', parameters: [] }] },
      },
    ],
    [
      'a template in American English, unless told',
      templateMessage,
      { templateName: 'order_update' },
      { ...base, type: 'template', template: { name: 'order_update', language: { code: 'en_US' } } },
    ],
    [
      'any message',
      anyMessage,
      { message: { type: 'text', text: { body: 'Hi' } }, contextMessageWamid: WAMID },
      { ...base, context: { message_id: WAMID }, type: 'text', text: { body: 'Hi' } },
    ],
    [
      'a whole message of Meta’s, which says all itself',
      anyMessage,
      { message: { messaging_product: 'whatsapp', to: '49176', type: 'text', text: { body: 'Hi' } } },
      { messaging_product: 'whatsapp', to: '49176', type: 'text', text: { body: 'Hi' } },
    ],
  ])('becomes Meta’s message object: %s', (_, map, body, expected) => {
    const message = map(posted({ phoneNumberId: '106540352242922', to: TO, ...body }));
    expect(valueOf(message)).toEqual(expected);
    expect(message.problems).toEqual([]);
  });

  it('names the sender', () => {
    expect(textMessage(posted({ phoneNumberId: '1', to: TO, text: 'Hi' })).phoneNumberId).toBe('1');
    expect(anyMessage(posted({ phoneNumberId: '1', message: {} })).phoneNumberId).toBe('1');
    expect(textMessage(posted({ to: TO, text: 'Hi' })).phoneNumberId).toBeUndefined();
  });

  it('hands on every value as it was written: large numbers, escapes, layout, fields that are not known', () => {
    const interactive = '{ "type":"flow",\n"n":12345678901234567890, "t":"\\u00e9\\/" , "n":1e3 }';
    const message = contentMessage(posted(`{"to":"${TO}","interactive":${interactive},"future":1.0}`), 'interactive');
    expect(message.text).toBe(
      `{"to":"${TO}","future":1.0,"messaging_product":"whatsapp","type":"interactive","interactive":${interactive}}`,
    );
  });

  it('hands on a whole message as it was written, with nothing but what it lacks before it', () => {
    const own = '{ "type":"text","text":{"body":"\\u0048i", "n":1.0},"x":[] }';
    expect(anyMessage(posted(`{"message":${own},"to":"${TO}"}`)).text).toBe(
      `{"messaging_product":"whatsapp","to":"${TO}", "type":"text","text":{"body":"\\u0048i", "n":1.0},"x":[] }`,
    );
    expect(anyMessage(posted('{"message":{ }}')).text).toBe('{"messaging_product":"whatsapp" }');
  });

  it('adds no recipient to a message that names a user by id, nor to a read receipt', () => {
    const recipient = 'US.13491208655302741918';
    expect(valueOf(anyMessage(posted({ to: TO, message: { recipient } })))).not.toHaveProperty('to');
    const receipt = { status: 'read', message_id: WAMID };
    expect(valueOf(anyMessage(posted({ message: receipt })))).toEqual({ messaging_product: 'whatsapp', ...receipt });
  });

  it('keeps what v2 says above what a field of Meta’s name says', () => {
    const message = textMessage(
      posted({ to: TO, text: 'Hi', type: 'image', messaging_product: 'x', context: {}, contextMessageWamid: WAMID }),
    );
    expect(valueOf(message)).toEqual({
      ...base,
      type: 'text',
      text: { body: 'Hi' },
      context: { message_id: WAMID },
    });
  });

  it('counts the last of a repeated field', () => {
    expect(valueOf(textMessage(posted(`{"to":"1","text":"a","to":"${TO}","text":"b"}`)))).toEqual({
      ...base,
      type: 'text',
      text: { body: 'b' },
    });
  });
});

describe('A breach', () => {
  it.each<[string, (body: JsonBody) => V2Message, object, string[]]>([
    ['no text', textMessage, {}, ['text required']],
    ['a text that is none', textMessage, { text: { body: 'Hi' } }, ['text type']],
    ['a text without end', textMessage, { text: 'x'.repeat(4097) }, ['text maxLength']],
    ['a preview that is none', textMessage, { text: 'Hi', previewUrl: 'yes' }, ['previewUrl type']],
    ['an answer to nothing', textMessage, { text: 'Hi', contextMessageWamid: '' }, ['contextMessageWamid minLength']],
    ['a context of Meta’s own', textMessage, { text: 'Hi', context: {} }, ['context.message_id required']],
    ['no recipient', textMessage, { to: undefined, text: 'Hi' }, ['to required']],
    ['a sender that is a number', textMessage, { text: 'Hi', phoneNumberId: 1 }, ['phoneNumberId type']],
    ['an empty sender', textMessage, { text: 'Hi', phoneNumberId: '' }, ['phoneNumberId pattern']],
    ['no media', mediaMessage, {}, ['media required']],
    ['media that is no object', mediaMessage, { media: 'x' }, ['media type']],
    ['no kind of media', mediaMessage, { media: { mediaId: '1' } }, ['media.type required']],
    ['a kind that is none', mediaMessage, { media: { type: 'text' } }, ['media.type oneOf', 'media required']],
    ['no file', mediaMessage, { media: { type: 'image' } }, ['media required']],
    ['two files', mediaMessage, { media: { type: 'image', mediaId: '1', link: 'https://x.y' } }, ['media exclusive']],
    ['a file id that is none', mediaMessage, { media: { type: 'image', mediaId: 1 } }, ['media.mediaId type']],
    ['bytes of no type', mediaMessage, { media: { type: 'image', dataBase64: PNG } }, ['media.mimeType required']],
    ['a caption', mediaMessage, { media: { type: 'image', mediaId: '1', caption: 1 } }, ['media.caption type']],
    ['a link', mediaMessage, { media: { type: 'image', link: 'ftp://x' } }, ['media.link url']],
    ['no place', (body) => contentMessage(body, 'location'), {}, ['location required']],
    [
      'a place off the globe',
      (body) => contentMessage(body, 'location'),
      { location: { latitude: 91, longitude: 0 } },
      ['location.latitude max'],
    ],
    ['no contacts', (body) => contentMessage(body, 'contacts'), { contacts: [] }, ['contacts minItems']],
    ['a contact', (body) => contentMessage(body, 'contacts'), { contacts: [{}] }, ['contacts[0].name required']],
    ['no template', templateMessage, {}, ['templateName required']],
    ['a template’s name', templateMessage, { templateName: 'A B' }, ['templateName pattern']],
    ['a language', templateMessage, { templateName: 'a', language: { code: 'en' } }, ['language type']],
    ['components', templateMessage, { templateName: 'a', components: [{ type: 'x' }] }, ['components[0].type oneOf']],
    ['no message', anyMessage, {}, ['message required', 'message.type required']],
    ['a message that is none', anyMessage, { message: [] }, ['message type', 'message.type required']],
    [
      'a message of nothing',
      anyMessage,
      { to: undefined, message: { type: 'text' } },
      ['message.text required', 'to required'],
    ],
    [
      'a message’s own recipient',
      anyMessage,
      { message: { to: 1, type: 'text', text: { body: '' } } },
      ['message.to type', 'message.text.body minLength'],
    ],
    [
      'an answer of a message to nothing',
      anyMessage,
      { contextMessageWamid: 1, message: { type: 'text', text: { body: 'Hi' } } },
      ['contextMessageWamid type'],
    ],
  ])('is told in v2’s names: %s', (_, map, body, expected) => {
    expect(new Set(refusals(map(posted({ to: TO, ...body }))))).toEqual(new Set(expected));
  });

  it('of media names the fields that v2 has', () => {
    const { renamed } = mediaMessage(posted({ media: { type: 'image' } }));
    const field = { path: 'image', rule: 'required', message: 'needs one of "id", "link", "data_base64"' };
    expect(renamed(field)).toEqual({
      ...field,
      path: 'media',
      message: 'needs one of "mediaId", "link", "dataBase64"',
    });
  });

  it('of the Idempotency-Key is about no field', () => {
    const field = { path: 'Idempotency-Key', rule: 'pattern', message: 'must be visible' };
    expect(textMessage(posted({})).renamed(field)).toEqual(field);
    expect(anyMessage(posted({})).renamed(field)).toEqual(field);
  });

  it('of templates and links lies where the body names them', () => {
    const place = (error: GatewayError, message: V2Message): unknown =>
      ((inV2Names(error, message) as GatewayError).params!['fields'] as { path: string }[])[0]!.path;
    const link = { type: 'image', link: 'https://10.0.0.1/a.png' };
    expect(place(new GatewayError('MEDIA_004'), mediaMessage(posted({ media: link })))).toBe('media.link');
    expect(place(new GatewayError('MEDIA_004'), anyMessage(posted({ message: link })))).toBe('message.image.link');
    expect(place(new GatewayError('GW_001'), templateMessage(posted({})))).toBe('components');
    expect(place(new GatewayError('GW_001'), anyMessage(posted({})))).toBe('message.template.components');
  });

  it('keeps what else is known of an error', () => {
    const cause = new Error('why');
    const meta = { code: 132000, message: 'No' };
    const error = new GatewayError('GW_001', { params: { meta }, description: 'So.', cause, metaHttpStatus: 404 });
    const renamed = inV2Names(error, templateMessage(posted({})));
    expect(renamed).toMatchObject({ code: 'GW_001', description: 'So.', cause, metaHttpStatus: 404, params: { meta } });
    const other = new GatewayError('BILL_001');
    expect(inV2Names(other, textMessage(posted({})))).toBe(other);
    expect(inV2Names(cause, textMessage(posted({})))).toBe(cause);
  });
});

const words = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }).filter((text) => !text.includes('\0'));
/** As JSON can say it: there is no −0 in it. */
const unknown = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 20 }).map((name) => `x_${name}`),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  { maxKeys: 4 },
);
const recipient = fc.record(
  {
    to: fc.stringMatching(/^\+?[1-9]\d{7,13}$/),
    phoneNumberId: fc.option(fc.stringMatching(/^\d{10,16}$/)),
    contextMessageWamid: fc.option(fc.stringMatching(/^wamid\.[A-Za-z0-9+/]{20,60}=*$/)),
  },
  { requiredKeys: ['to'] },
);
const source = fc.oneof(
  fc.record({ mediaId: fc.stringMatching(/^\d{5,20}$/) }),
  fc.record({ link: fc.webUrl() }),
  fc.record({ dataBase64: fc.constant(PNG), mimeType: fc.constant('image/png') }),
);

/** Valid bodies of every route with a shape of v2's own, without what is not known. */
const SHORTHANDS: Readonly<Record<string, [fc.Arbitrary<object>, (body: JsonBody) => V2Message]>> = {
  text: [fc.record({ text: words, previewUrl: fc.boolean() }, { requiredKeys: ['text'] }), textMessage],
  media: [
    fc.tuple(fc.constantFrom(...Object.keys(MEDIA_KINDS)), source, unknown).map(([type, file, more]) => ({
      media: { type, ...file, ...more },
    })),
    mediaMessage,
  ],
  location: [
    fc.record({
      location: fc.record({
        latitude: fc.integer({ min: -90, max: 90 }),
        longitude: fc.integer({ min: -180, max: 180 }),
      }),
    }),
    (body) => contentMessage(body, 'location'),
  ],
  reaction: [
    fc.record({ reaction: fc.record({ message_id: fc.constant(WAMID), emoji: fc.constantFrom('', '👍') }) }),
    (body) => contentMessage(body, 'reaction'),
  ],
  contacts: [
    fc.record({
      contacts: fc.array(fc.record({ name: fc.record({ formatted_name: words }) }), { minLength: 1, maxLength: 5 }),
    }),
    (body) => contentMessage(body, 'contacts'),
  ],
  template: [
    fc.record(
      { templateName: fc.stringMatching(/^[a-z0-9_]{1,30}$/), language: fc.constantFrom('en', 'pt_BR') },
      { requiredKeys: ['templateName'] },
    ),
    templateMessage,
  ],
};

describe('Every valid body', () => {
  it.each(Object.entries(SHORTHANDS))(
    'is a message that v1 takes, with all that it does not know: %s',
    (_, [body, map]) => {
      fc.assert(
        fc.property(recipient, body, unknown, (to, content, more) => {
          const message = map(posted({ ...to, ...content, ...more }));
          expect(message.problems).toEqual([]);
          const valid = validateMessageBody(valueOf(message));
          expect(valid).toMatchObject({ kind: 'message', contextMessageId: to.contextMessageWamid ?? null });
          expect(valueOf(message)).toMatchObject({ to: to.to, ...more });
          if ('media' in content) {
            const kept = Object.entries(content.media as object).filter(([name]) => name.startsWith('x_'));
            expect(valueOf(message)[message.type]).toMatchObject(Object.fromEntries(kept));
          }
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each(MESSAGE_EXAMPLES.map(({ title, body }) => [title, body] as const))(
    'of Meta’s is the same message under `message`: %s',
    (_, body) => {
      expect(JSON.stringify(valueOf(anyMessage(posted({ message: body }))))).toBe(JSON.stringify(body));
    },
  );
});
