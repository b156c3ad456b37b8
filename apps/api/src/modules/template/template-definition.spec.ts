import fc from 'fast-check';
import type { JsonObject } from '@switchboard/contracts';
import { templateDefinitionProblems } from './template-definition';

const BODY = { type: 'BODY', text: 'Your order has been shipped.' };
const VALID: JsonObject = { name: 'order_shipped', language: 'en_US', category: 'UTILITY', components: [BODY] };

const components = (...list: object[]): JsonObject => ({ ...VALID, components: list as JsonObject[] });
const buttons = (...list: object[]): JsonObject => components(BODY, { type: 'BUTTONS', buttons: list });
const named = (...list: object[]): JsonObject => ({ ...components(...list), parameter_format: 'NAMED' });
const reply = { type: 'QUICK_REPLY', text: 'Yes' };
const url = { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}', example: ['https://example.com/1'] };

describe('The definition of a template', () => {
  it.each<[string, JsonObject]>([
    ['a text', VALID],
    ['words in lower case', { ...VALID, category: 'utility', parameter_format: 'positional' }],
    ['a text of 1,024 characters, of any script', components({ type: 'BODY', text: '👍'.repeat(1_024) })],
    [
      'variables with examples',
      components({ type: 'BODY', text: 'Hi {{1}}, order {{2}}', example: { body_text: [['Ada', '42']] } }),
    ],
    [
      'a header with a variable',
      components({ type: 'HEADER', format: 'TEXT', text: 'Hi {{1}}', example: { header_text: ['Ada'] } }, BODY),
    ],
    [
      'named variables',
      named({
        type: 'BODY',
        text: 'Hi {{first_name}}',
        example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ada' }] },
      }),
    ],
    ['a picture', components({ type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::a'] } }, BODY)],
    ['a place', components({ type: 'HEADER', format: 'LOCATION' }, BODY)],
    ['a footer', components(BODY, { type: 'FOOTER', text: 'Reply STOP' })],
    ['buttons', buttons(reply, url, { type: 'PHONE_NUMBER', text: 'Call', phone_number: '15550100' })],
    ['ten buttons', buttons(...Array.from({ length: 10 }, () => reply))],
    ['a button that is not known here', buttons({ type: 'TELEPORT' })],
    ['a component that is not known here', components(BODY, { type: 'HOLOGRAM' })],
    [
      'a one-time password, whose text Meta writes',
      {
        ...components(
          { type: 'BODY', add_security_recommendation: true },
          { type: 'FOOTER', code_expiration_minutes: 10 },
          { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
        ),
        category: 'AUTHENTICATION',
      },
    ],
    [
      'a carousel',
      components(BODY, {
        type: 'CAROUSEL',
        cards: [
          {
            components: [
              { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::a'] } },
              { type: 'BUTTONS', buttons: [reply] },
            ],
          },
        ],
      }),
    ],
  ])('may have %s', (_title, definition) => {
    expect(templateDefinitionProblems(definition)).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ ...VALID, name: 'Order Shipped' }, 'name'],
    [{ ...VALID, name: '' }, 'name'],
    [{ ...VALID, name: 'x'.repeat(513) }, 'name'],
    [{ ...VALID, language: 'English' }, 'language'],
    [{ ...VALID, category: 'SPAM' }, 'category'],
    [{ ...VALID, parameter_format: 'OTHER' }, 'parameter_format'],
    [{ ...VALID, components: 'x' }, 'components'],
    [{ ...VALID, components: [1] }, 'components'],
    [components({ type: 'FOOTER', text: 'Bye' }), 'components'],
    [components(BODY, BODY), 'components[1]'],
    [components(BODY, {}), 'components[1].type'],
    [components({ type: 'BODY' }), 'components[0].text'],
    [components({ type: 'BODY', text: 'x'.repeat(1_025) }), 'components[0].text'],
    [components({ type: 'BODY', text: '{{2}}', example: { body_text: [['a']] } }), 'components[0].text'],
    [components({ type: 'BODY', text: 'Hi {{name}}', example: { body_text: [['a']] } }), 'components[0].text'],
    [components({ type: 'BODY', text: 'Hi {{1}}' }), 'components[0].example.body_text'],
    [
      components({ type: 'BODY', text: '{{1}} {{2}}', example: { body_text: [['a']] } }),
      'components[0].example.body_text',
    ],
    [named({ type: 'BODY', text: 'Hi {{first_name}}' }), 'components[0].example.body_text_named_params'],
    [components({ type: 'HEADER', format: 'MUSIC' }, BODY), 'components[0].format'],
    [components({ type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }, BODY), 'components[0].text'],
    [components({ type: 'HEADER', format: 'TEXT', text: '{{1}} {{2}}' }, BODY), 'components[0].text'],
    [components({ type: 'HEADER', format: 'TEXT', text: 'Hi {{1}}' }, BODY), 'components[0].example.header_text'],
    [components({ type: 'HEADER', format: 'VIDEO' }, BODY), 'components[0].example.header_handle'],
    [components(BODY, { type: 'FOOTER', text: 'x'.repeat(61) }), 'components[1].text'],
    [components(BODY, { type: 'FOOTER', text: 'Hi {{1}}' }), 'components[1].text'],
    [buttons(), 'components[1].buttons'],
    [buttons(...Array.from({ length: 11 }, () => reply)), 'components[1].buttons'],
    [buttons({ type: 'QUICK_REPLY' }), 'components[1].buttons[0].text'],
    [buttons({ ...reply, text: 'x'.repeat(26) }), 'components[1].buttons[0].text'],
    [buttons({ ...url, url: undefined }), 'components[1].buttons[0].url'],
    [buttons({ ...url, url: 'https://example.com/{{1}}/x' }), 'components[1].buttons[0].url'],
    [buttons({ ...url, example: undefined }), 'components[1].buttons[0].example'],
    [buttons(url, url, url), 'components[1].buttons[2]'],
    [
      buttons({ type: 'PHONE_NUMBER', text: 'Call', phone_number: '1'.repeat(21) }),
      'components[1].buttons[0].phone_number',
    ],
    [components(BODY, { type: 'CAROUSEL', cards: [] }), 'components[1].cards'],
    [components(BODY, { type: 'CAROUSEL', cards: [{}] }), 'components[1].cards[0].components'],
    [
      components(BODY, { type: 'CAROUSEL', cards: [{ components: [{ type: 'BODY', text: 'x'.repeat(161) }] }] }),
      'components[1].cards[0].components[0].text',
    ],
  ])('is refused at the field at fault, case %#', (definition, path) => {
    expect(templateDefinitionProblems(definition).map((problem) => problem.path)).toEqual([path]);
  });

  it('is judged in no time, however odd its text is', () => {
    const odd = { type: 'BODY', text: `{{${' '.repeat(1_000)}` };
    const beganMs = performance.now();
    templateDefinitionProblems(components(...Array.from({ length: 20 }, () => odd)));
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  it('of any shape is judged without failing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(VALID)), fc.jsonValue()), (definition) => {
        expect(templateDefinitionProblems({ ...VALID, ...definition })).toBeInstanceOf(Array);
      }),
    );
  });
});
