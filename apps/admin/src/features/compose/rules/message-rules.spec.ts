import { LIMITS as CONTRACT, MEDIA_KINDS, MESSAGE_EXAMPLES } from '@switchboard/contracts';
import { FILE_RULES, fileProblem, LIMITS } from '../limits';
import { isPhoneNumber, isUserId, messageProblems } from './message-rules';

const TO = '905321234567';
const base = { messaging_product: 'whatsapp', to: TO };
const interactive = (type: string, content: object) => ({
  ...base,
  type: 'interactive',
  interactive: { type, body: { text: 'Hi' }, ...content },
});
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const pathsOf = (body: unknown) => messageProblems(body).map(({ path, rule }) => `${path} ${rule}`);

describe('The composer', () => {
  it.each(MESSAGE_EXAMPLES.map(({ title, body }) => [title, body] as const))(
    'lets pass what the API takes: %s',
    (_, body) => {
      expect(messageProblems(body)).toEqual([]);
    },
  );

  it.each<[string, unknown, string[]]>([
    ['no recipient', { messaging_product: 'whatsapp', type: 'text', text: { body: 'Hi' } }, ['to required']],
    ['a recipient that is none', { ...base, to: '12', type: 'text', text: { body: 'Hi' } }, ['to pattern']],
    ['an empty text', { ...base, type: 'text', text: { body: '' } }, ['text.body required']],
    ['no content at all', { ...base, type: 'text' }, ['text.body required']],
    ['a text that is too long', { ...base, type: 'text', text: { body: 'a'.repeat(4097) } }, ['text.body maxLength']],
    ['an unknown type', { ...base, type: 'fax', fax: {} }, ['type oneOf']],
    ['no file', { ...base, type: 'image', image: { caption: 'x' } }, ['image required']],
    ['two files', { ...base, type: 'image', image: { id: '1', link: 'https://a.example/b' } }, ['image exclusive']],
    ['a link that is none', { ...base, type: 'video', video: { link: 'ftp://a' } }, ['video.link url']],
    [
      'a long caption',
      { ...base, type: 'image', image: { id: '1', caption: 'a'.repeat(1025) } },
      ['image.caption maxLength'],
    ],
    [
      'half a place',
      { ...base, type: 'location', location: { latitude: 91 } },
      ['location.latitude max', 'location.longitude required'],
    ],
    ['nobody in contacts', { ...base, type: 'contacts', contacts: [] }, ['contacts minItems']],
    [
      'a contact without a name',
      { ...base, type: 'contacts', contacts: [{}] },
      ['contacts[0].name.formatted_name required'],
    ],
    [
      'a reaction to nothing',
      { ...base, type: 'reaction', reaction: { emoji: '👍' } },
      ['reaction.message_id required'],
    ],
    [
      'a template name in capitals',
      { ...base, type: 'template', template: { name: 'Hi', language: { code: 'en' } } },
      ['template.name pattern'],
    ],
    [
      'a template without a language',
      { ...base, type: 'template', template: { name: 'hi' } },
      ['template.language.code required'],
    ],
    ['no buttons', interactive('button', { action: { buttons: [] } }), ['interactive.action.buttons minItems']],
    [
      'two buttons alike',
      interactive('button', { action: { buttons: [button('a', 'Yes'), button('a', 'No')] } }),
      ['interactive.action.buttons[1].reply.id unique'],
    ],
    [
      'a button title of 21 characters',
      interactive('button', { action: { buttons: [button('a', 'a'.repeat(21))] } }),
      ['interactive.action.buttons[0].reply.title maxLength'],
    ],
    [
      'four buttons',
      interactive('button', { action: { buttons: ['a', 'b', 'c', 'd'].map((id) => button(id, id)) } }),
      ['interactive.action.buttons maxItems'],
    ],
    [
      'eleven rows in two sections, one of them without a title',
      interactive('list', {
        action: {
          button: 'Choose',
          sections: [
            { title: 'One', rows: [...'abcdef'].map((id) => ({ id, title: id })) },
            { rows: [...'ghijk'].map((id) => ({ id, title: id })) },
          ],
        },
      }),
      ['interactive.action.sections maxItems', 'interactive.action.sections[1].title required'],
    ],
    [
      'a URL button without a URL',
      interactive('cta_url', { action: { name: 'cta_url', parameters: { display_text: 'See' } } }),
      ['interactive.action.parameters.url required'],
    ],
    [
      'a long footer',
      interactive('location_request_message', { footer: { text: 'a'.repeat(61) }, action: { name: 'send_location' } }),
      ['interactive.footer.text maxLength'],
    ],
    ['an unknown kind of interactive message', interactive('quiz', { action: {} }), ['interactive.type oneOf']],
    [
      'a read receipt of nothing',
      { messaging_product: 'whatsapp', status: 'read', message_id: '' },
      ['message_id required'],
    ],
  ])('tells of %s', (_, body, paths) => {
    expect(pathsOf(body)).toEqual(paths);
  });

  it('counts an emoji once, as the API does', () => {
    expect(messageProblems(interactive('button', { action: { buttons: [button('a', '🙂'.repeat(20))] } }))).toEqual([]);
  });

  it('knows phone numbers as people write them, and user ids', () => {
    for (const number of ['905321234567', '+90 (532) 123-45-67', '12345']) expect(isPhoneNumber(number)).toBe(true);
    for (const number of ['1234', '123456789012345678901', '+90x532', '', '90+532123'])
      expect(isPhoneNumber(number)).toBe(false);
    expect(isUserId('US.13491208655302741918')).toBe(true);
    expect(isUserId('us.1')).toBe(false);
  });

  it('has the limits of the API', () => {
    expect(CONTRACT).toMatchObject(LIMITS);
    for (const [kind, { maxBytes, mimeTypes, anyMimeType }] of Object.entries(MEDIA_KINDS)) {
      expect(FILE_RULES[kind as keyof typeof FILE_RULES]).toEqual({
        maxBytes,
        mimeTypes: anyMimeType ? null : mimeTypes,
      });
    }
  });

  it('says before an upload what WhatsApp would not take', () => {
    expect(fileProblem('image', { type: 'image/png', size: 100 })).toBeNull();
    expect(fileProblem('document', { type: '', size: 100 })).toBeNull();
    expect(fileProblem('image', { type: 'image/gif', size: 100 })).toBe(
      'WhatsApp takes JPEG, PNG here, not image/gif.',
    );
    expect(fileProblem('sticker', { type: 'image/webp', size: 600 * 1024 })).toBe(
      'At most 500 KiB; this file has 600 KiB.',
    );
    expect(fileProblem('audio', { type: 'audio/ogg; codecs=opus', size: 10 })).toBeNull();
  });
});
