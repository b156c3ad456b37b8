import fc from 'fast-check';
import type { MetaTemplateComponent, JsonValue } from '@switchboard/contracts';
import { type TemplateDefinition, templateParameterProblems } from './template-parameters';

type Components = readonly MetaTemplateComponent[];

const text = (value = 'x', name?: string): JsonValue =>
  name === undefined ? { type: 'text', text: value } : { type: 'text', text: value, parameter_name: name };
const header = (...parameters: JsonValue[]): JsonValue => ({ type: 'header', parameters });
const body = (...parameters: JsonValue[]): JsonValue => ({ type: 'body', parameters });
const button = (sub_type: string, index: string | number, ...parameters: JsonValue[]): JsonValue => ({
  type: 'button',
  sub_type,
  index,
  parameters,
});
const buttons = (...list: { type: string; url?: string }[]): MetaTemplateComponent => ({
  type: 'BUTTONS',
  buttons: list,
});
const carousel = (...cards: JsonValue[][]): JsonValue => ({
  type: 'carousel',
  cards: cards.map((components, card_index) => ({ card_index, components })),
});

const BODY: MetaTemplateComponent = { type: 'BODY', text: 'Hi {{1}}, order {{2}} for {{1}}' };
const NAMED: MetaTemplateComponent = { type: 'BODY', text: 'Hi {{first_name}}, order {{order}}' };
const FIXED: MetaTemplateComponent = { type: 'BODY', text: 'Hello' };
const image: JsonValue = { type: 'image', image: { id: '1' } };
const location: JsonValue = { type: 'location', location: { latitude: 1, longitude: 1 } };
const coupon: JsonValue = { type: 'coupon_code', coupon_code: 'A' };
const URL_BUTTON = { type: 'URL', url: 'https://example.com/{{1}}' };
const OFFER: MetaTemplateComponent = {
  type: 'LIMITED_TIME_OFFER',
  limited_time_offer: { text: 'Expires', has_expiration: true },
};
const offer: JsonValue = {
  type: 'limited_time_offer',
  parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1 } }],
};
const CARD: Components = [
  { type: 'HEADER', format: 'IMAGE' },
  { type: 'BODY', text: 'Card {{1}}' },
  buttons({ type: 'QUICK_REPLY' }, URL_BUTTON),
];
const CAROUSEL: MetaTemplateComponent = { type: 'CAROUSEL', cards: [{ components: CARD }, { components: CARD }] };
const card = [header(image), body(text()), button('url', 1, text())];
const PRODUCTS: MetaTemplateComponent = {
  type: 'CAROUSEL',
  cards: [
    { components: [{ type: 'HEADER', format: 'PRODUCT' }] },
    { components: [{ type: 'HEADER', format: 'PRODUCT' }] },
  ],
};
const product = [header({ type: 'product', product: {} })];

describe('the parameters of a template', () => {
  it.each<[string, Components, readonly JsonValue[]]>([
    ['nothing for a fixed text', [FIXED], []],
    ['an empty component for a fixed text', [FIXED], [{ type: 'body' }]],
    ['one value per variable', [BODY], [body(text(), text())]],
    ['currencies and dates as text', [BODY], [body({ type: 'currency' }, { type: 'date_time' })]],
    ['named values in any order', [NAMED], [body(text('42', 'order'), text('Ada', 'first_name'))]],
    ['upper case types', [BODY], [{ type: 'BODY', parameters: [{ type: 'TEXT' }, { type: 'TEXT' }] }]],
    ['a text header', [{ type: 'HEADER', format: 'TEXT', text: '{{1}}' }, FIXED], [header(text())]],
    ['an image header', [{ type: 'HEADER', format: 'IMAGE' }, FIXED], [header(image)]],
    ['a location header', [{ type: 'HEADER', format: 'LOCATION' }, FIXED], [header(location)]],
    ['a header of a new format', [{ type: 'HEADER', format: 'HOLOGRAM' }, FIXED], [header({ type: 'hologram' })]],
    ['a URL button with a variable', [FIXED, buttons(URL_BUTTON)], [button('url', '0', text())]],
    ['a fixed URL button', [FIXED, buttons({ type: 'URL', url: 'https://example.com' })], []],
    ['a quick reply without a payload', [FIXED, buttons({ type: 'QUICK_REPLY' })], []],
    [
      'a quick reply with one',
      [FIXED, buttons({ type: 'QUICK_REPLY' })],
      [button('quick_reply', 0, { type: 'payload' })],
    ],
    ['a coupon', [FIXED, buttons({ type: 'COPY_CODE' })], [button('copy_code', '0', coupon)]],
    ['a one-time password', [{ type: 'BODY' }, buttons({ type: 'OTP' })], [body(text()), button('url', 0, text())]],
    ['a button of a new type', [FIXED, buttons({ type: 'TELEPORT' })], [button('teleport', 0, text())]],
    ['a flow', [FIXED, buttons({ type: 'FLOW' })], [button('flow', 0, { type: 'action' })]],
    ['a limited-time offer', [FIXED, OFFER], [offer]],
    ['a carousel', [BODY, CAROUSEL], [body(text(), text()), carousel(card, card)]],
    ['a carousel of products of any number', [FIXED, PRODUCTS], [carousel(product, product, product)]],
  ])('match: %s', (_title, definition, components) => {
    expect(templateParameterProblems({ components: definition }, components)).toEqual([]);
  });

  it.each<[Components, readonly JsonValue[], string, string, string]>([
    [[BODY], [], 'body', '2 parameters', '0 parameters'],
    [[BODY], [body(text())], 'body', '2 parameters', '1 parameter'],
    [[BODY], [body(text(), text(), text())], 'body', '2 parameters', '3 parameters'],
    [[FIXED], [body(text())], 'body', '0 parameters', '1 parameter'],
    [
      [BODY],
      [body(text(), image)],
      'body',
      'parameters of type text or currency or date_time',
      'parameter 2 of type "image"',
    ],
    [[NAMED], [body(text('Ada', 'first_name'))], 'body', '2 parameters', '1 parameter'],
    [
      [NAMED],
      [body(text('Ada', 'name'), text('42'))],
      'body',
      'parameters named "first_name", "order"',
      'parameters named "name", ""',
    ],
    [
      [FIXED],
      [header(image)],
      'header',
      'parameters of type text or currency or date_time',
      'parameter 1 of type "image"',
    ],
    [[{ type: 'HEADER', format: 'IMAGE' }], [], 'header', '1 parameter', '0 parameters'],
    [
      [{ type: 'HEADER', format: 'IMAGE' }],
      [header(text())],
      'header',
      'parameters of type image',
      'parameter 1 of type "text"',
    ],
    [[{ type: 'HEADER', format: 'TEXT', text: '{{1}}' }], [], 'header', '1 parameter', '0 parameters'],
    [[buttons(URL_BUTTON)], [], 'buttons[0]', '1 parameter', '0 parameters'],
    [[buttons(URL_BUTTON)], [button('url', 0, text(), text())], 'buttons[0]', '1 parameter', '2 parameters'],
    [
      [buttons({ type: 'URL', url: 'https://a' })],
      [button('url', 0, text())],
      'buttons[0]',
      '0 parameters',
      '1 parameter',
    ],
    [
      [buttons({ type: 'QUICK_REPLY' })],
      [button('url', 0, text())],
      'buttons[0]',
      'a button of sub_type "quick_reply"',
      'sub_type "url"',
    ],
    [[buttons({ type: 'COPY_CODE' })], [], 'buttons[0]', '1 parameter', '0 parameters'],
    [
      [buttons({ type: 'COPY_CODE' })],
      [button('copy_code', 0, text())],
      'buttons[0]',
      'parameters of type coupon_code',
      'parameter 1 of type "text"',
    ],
    [[buttons({ type: 'QUICK_REPLY' })], [button('url', '1', text())], 'buttons[1]', '1 button', 'a button at index 1'],
    [[OFFER], [], 'limited_time_offer', '1 parameter', '0 parameters'],
    [[FIXED], [offer], 'limited_time_offer', '0 parameters', '1 parameter'],
    [[CAROUSEL], [], 'carousel', '2 cards', '0 cards'],
    [[CAROUSEL], [carousel(card)], 'carousel', '2 cards', '1 card'],
    [[FIXED], [carousel(card)], 'carousel', '0 cards', '1 card'],
    [[PRODUCTS], [], 'carousel', 'at least 1 card', '0 cards'],
    [[CAROUSEL], [carousel(card, card.slice(0, 2))], 'carousel.cards[1].buttons[1]', '1 parameter', '0 parameters'],
    [[CAROUSEL], [carousel(card.slice(1), card)], 'carousel.cards[0].header', '1 parameter', '0 parameters'],
    [
      [CAROUSEL],
      [
        {
          type: 'carousel',
          cards: [
            { card_index: 0, components: card },
            { card_index: 5, components: card },
          ],
        },
      ],
      'carousel.cards[1]',
      'a card_index below 2',
      'card_index 5',
    ],
  ])('are refused where they do not fit, case %#', (definition, components, component, expected, received) => {
    expect(templateParameterProblems({ components: definition }, components)).toEqual([
      { component, path: expect.stringMatching(/^template\.components/) as string, expected, received },
    ]);
  });

  it.each<[string, Components, readonly JsonValue[], string]>([
    ['a missing component: the list', [BODY], [header()], 'template.components'],
    ['too few parameters: the component', [BODY], [header(), body(text())], 'template.components[1]'],
    ['a wrong parameter: itself', [BODY], [body(text(), image)], 'template.components[0].parameters[1]'],
    ['a missing button: the list', [FIXED, buttons(URL_BUTTON)], [body()], 'template.components'],
    ['a button too many: itself', [FIXED], [body(), button('url', 0, text())], 'template.components[1]'],
    [
      'a component of a card: within the card',
      [FIXED, CAROUSEL],
      [carousel(card, [header(text()), ...card.slice(1)])],
      'template.components[0].cards[1].components[0].parameters[0]',
    ],
    [
      'a missing component of a card: the list of the card',
      [FIXED, CAROUSEL],
      [carousel(card, card.slice(0, 2))],
      'template.components[0].cards[1].components',
    ],
  ])('are told where they are, %s', (_title, definition, components, path) => {
    expect(templateParameterProblems({ components: definition }, components).map((each) => each.path)).toEqual([path]);
  });

  it('are named where the definition says so', () => {
    const definition = { parameter_format: 'NAMED', components: [NAMED] };
    expect(templateParameterProblems(definition, [body(text('a'), text('b'))])).toHaveLength(1);
    expect(
      templateParameterProblems({ ...definition, parameter_format: 'POSITIONAL' }, [body(text(), text())]),
    ).toEqual([]);
  });

  it('are told in all components at once', () => {
    const definition = { components: [{ type: 'HEADER', format: 'VIDEO' }, BODY, buttons(URL_BUTTON)] };
    expect(templateParameterProblems(definition, []).map((problem) => problem.component)).toEqual([
      'header',
      'body',
      'buttons[0]',
    ]);
  });

  it('of any shape are judged without failing', () => {
    const odd: readonly JsonValue[] = [
      null,
      1,
      'x',
      [],
      {},
      { type: 1 },
      { type: 'body', parameters: [null, 3] },
      { type: 'carousel' },
    ];
    expect(templateParameterProblems({ components: [FIXED] }, odd)).toEqual([]);
  });

  it('of a definition of any shape are judged without failing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (definition, components, format) => {
        const template = { components: definition, parameter_format: format } as unknown as TemplateDefinition;
        const sent = (Array.isArray(components) ? components : [components]) as JsonValue[];
        expect(Array.isArray(templateParameterProblems(template, sent))).toBe(true);
      }),
    );
    const types = ['constructor', '__proto__', 'toString', 'HEADER', 'BODY', 'BUTTONS', 'CAROUSEL'];
    for (const type of types) {
      const odd = { type, format: 'constructor', text: 7, buttons: [null, {}], cards: [{}, null] };
      const definition = [odd] as unknown as Components;
      expect(() => templateParameterProblems({ components: definition }, [{ type, parameters: 'x' }])).not.toThrow();
    }
  });

  it('of a template without any component are left to Meta', () => {
    expect(templateParameterProblems({ components: [] }, [body(text()), header(image)])).toEqual([]);
  });
});
