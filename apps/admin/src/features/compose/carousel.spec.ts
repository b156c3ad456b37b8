import { cardOf, cardsAs, numbered } from './carousel';

const [first, second] = [cardOf(0, 'image', 'cta_url'), cardOf(1, 'image', 'cta_url')];
const written = { ...first, header: { type: 'image', image: { id: '7' } }, body: { text: 'Shoes' } };

describe('the cards of a carousel', () => {
  it('are counted anew when one is taken out', () => {
    expect(numbered([second])).toEqual([{ ...second, card_index: 0 }]);
  });

  it('keep picture and text when their buttons become others', () => {
    const [card] = cardsAs([written], 'image', 'button');
    expect(card).toEqual({
      ...written,
      type: 'button',
      action: { buttons: [{ type: 'quick_reply', quick_reply: { id: 'card-1', title: '' } }] },
    });
  });

  it('give up their pictures, but not their buttons, when they become videos', () => {
    const [card] = cardsAs([written], 'video', 'cta_url');
    expect(card).toEqual({ ...written, header: { type: 'video', video: {} } });
  });
});
