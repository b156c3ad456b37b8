import { componentsOf, slotProblems, slotsOf, valuesOf } from './template-slots';

const OFFER = {
  parameterFormat: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Hi {{1}}, {{2}} % off until {{3}}.' },
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'COPY_CODE', text: 'Copy offer code' },
        { type: 'URL', text: 'Shop', url: 'https://example.com/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Stop' },
        { type: 'PHONE_NUMBER', text: 'Call' },
      ],
    },
  ],
};
const VALUES = {
  header: { link: 'https://example.com/a.png' },
  'body.1': 'Ada',
  'body.2': '20',
  'body.3': 'Friday',
  expiry: '2026-11-30T12:00:00.000Z',
  'button.0': '20OFF',
  'button.1': 'sale',
  'button.2': 'stop',
};

describe("A template's form", () => {
  it('asks for everything that the template leaves open, and for nothing else', () => {
    expect(slotsOf(OFFER).map(({ key, isRequired }) => `${key}${isRequired ? '' : '?'}`)).toEqual([
      'header',
      'body.1',
      'body.2',
      'body.3',
      'expiry',
      'button.0',
      'button.1',
      'button.2?',
    ]);
    expect(slotsOf({ components: [{ type: 'BODY', text: 'Nothing open.' }] })).toEqual([]);
  });

  it('writes the components as Meta takes them', () => {
    expect(componentsOf(slotsOf(OFFER), VALUES)).toEqual([
      { type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.png' } }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ada' },
          { type: 'text', text: '20' },
          { type: 'text', text: 'Friday' },
        ],
      },
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1796040000000 } }],
      },
      {
        type: 'button',
        sub_type: 'copy_code',
        index: '0',
        parameters: [{ type: 'coupon_code', coupon_code: '20OFF' }],
      },
      { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'sale' }] },
      { type: 'button', sub_type: 'quick_reply', index: '2', parameters: [{ type: 'payload', payload: 'stop' }] },
    ]);
  });

  it('reads a message that is sent again', () => {
    const slots = slotsOf(OFFER);
    expect(valuesOf(slots, componentsOf(slots, VALUES))).toEqual(VALUES);
  });

  it('keeps texts in their places while one is still empty', () => {
    const slots = slotsOf(OFFER);
    const half = { 'body.3': 'Friday' };
    expect(valuesOf(slots, componentsOf(slots, half))).toMatchObject({ 'body.1': '', 'body.3': 'Friday' });
  });

  it('fills by name where the template has names', () => {
    const slots = slotsOf({ parameterFormat: 'NAMED', components: [{ type: 'BODY', text: '{{city}} {{name}}' }] });
    const components = componentsOf(slots, { 'body.city': 'Ankara', 'body.name': 'Ada' });
    expect(components).toEqual([
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'city', text: 'Ankara' },
          { type: 'text', parameter_name: 'name', text: 'Ada' },
        ],
      },
    ]);
    expect(valuesOf(slots, components)).toEqual({ 'body.city': 'Ankara', 'body.name': 'Ada' });
  });

  it('fills the cards of a carousel', () => {
    const card = {
      components: [
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: 'Only {{1}}' },
      ],
    };
    const slots = slotsOf({
      components: [
        { type: 'BODY', text: 'Look' },
        { type: 'CAROUSEL', cards: [card, card] },
      ],
    });
    const values = {
      'card0.header': { id: '1' },
      'card0.body.1': 'a',
      'card1.header': { id: '2' },
      'card1.body.1': 'b',
    };
    const components = componentsOf(slots, values);
    expect(components).toMatchObject([{ type: 'carousel', cards: [{ card_index: 0 }, { card_index: 1 }] }]);
    expect(valuesOf(slots, components)).toEqual(values);
  });

  it('says what is still missing', () => {
    const paths = slotProblems(slotsOf(OFFER), { ...VALUES, 'body.2': '', header: {} }).map(({ path }) => path);
    expect(paths).toEqual(['template.slots.header', 'template.slots.body.2']);
  });
});
