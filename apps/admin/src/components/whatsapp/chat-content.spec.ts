import { MESSAGE_EXAMPLES } from '@switchboard/contracts';
import { chatContentOf } from './chat-content';

const DEFINITION = {
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: 'Hi {{1}}, *{{2}}* is on its way to {{3}}.' },
    { type: 'FOOTER', text: 'Example Ltd' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Thanks' },
        { type: 'URL', text: 'Follow it', url: 'https://example.com/{{1}}' },
      ],
    },
  ],
};

function template(components: object[]) {
  return { type: 'template', template: { name: 'order', language: { code: 'en' }, components } };
}

describe('What a phone shows of a message', () => {
  it.each(MESSAGE_EXAMPLES.map(({ title, body }) => [title, body] as const))('has something to show: %s', (_, body) => {
    const { note, title, media, place, contacts, text, buttons, cards, reaction } = chatContentOf(body);
    expect([note, title, media, place, contacts, text, cards, reaction, buttons[0]].some(Boolean)).toBe(true);
  });

  it.each([null, 'text', {}, { type: 'text' }, { type: 'image', image: 3 }, { type: 'interactive', interactive: [] }])(
    'bears any JSON: %j',
    (payload) => {
      expect(chatContentOf(payload).buttons).toEqual([]);
    },
  );

  it('fills a template in the order of its variables and leaves what is missing to be seen', () => {
    const content = chatContentOf(
      template([
        { type: 'header', parameters: [{ type: 'text', text: '42' }] },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ada' },
            { type: 'currency', currency: { fallback_value: '$9.99', code: 'USD', amount_1000: 9990 } },
          ],
        },
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'thx' }] },
        { type: 'button', sub_type: 'url', index: 1, parameters: [{ type: 'text', text: 'o-42' }] },
      ]),
      DEFINITION,
    );
    expect(content).toMatchObject({
      title: 'Order 42',
      text: 'Hi Ada, *$9.99* is on its way to {{3}}.',
      footer: 'Example Ltd',
      buttons: [
        { kind: 'quick_reply', label: 'Thanks', id: 'thx' },
        { kind: 'url', label: 'Follow it', detail: 'https://example.com/o-42' },
      ],
    });
  });

  it('fills a template by the names of its variables', () => {
    const definition = { components: [{ type: 'BODY', text: '{{first_name}}, {{city}}' }] };
    const parameters = [
      { type: 'text', parameter_name: 'city', text: 'Ankara' },
      { type: 'text', parameter_name: 'first_name', text: 'Ada' },
    ];
    expect(chatContentOf(template([{ type: 'body', parameters }]), definition).text).toBe('Ada, Ankara');
  });

  it('offers what can be tapped, with what comes back', () => {
    const content = chatContentOf({
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'Choose' },
        action: { button: 'Options', sections: [{ title: 'Fast', rows: [{ id: 'e', title: 'Express' }] }] },
      },
    });
    expect(content.buttons).toEqual([
      { kind: 'list', label: 'Options', sections: [{ title: 'Fast', rows: [{ id: 'e', title: 'Express' }] }] },
    ]);
  });

  it('shows what users answer', () => {
    const reply = { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes, please' } };
    expect(chatContentOf({ type: 'interactive', interactive: reply }).text).toBe('Yes, please');
    expect(chatContentOf({ type: 'button', button: { text: 'Thanks', payload: 'thx' } }).text).toBe('Thanks');
  });
});
