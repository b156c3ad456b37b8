import { type JsonRecord, textAt, valueAt } from '../../lib/json-path';

/** What stands on top of a card, and below its text (Cloud API, "Interactive media carousel messages"). */
export type CardFile = 'image' | 'video';
export type CardButtons = 'cta_url' | 'button';

/** The most cards, and the most reply buttons of one, that Meta takes. */
export const CARDS_MAX = 10;
export const REPLIES_MAX = 2;

/** A card where nothing is filled in yet. */
export function cardOf(index: number, file: CardFile, buttons: CardButtons): JsonRecord {
  return {
    card_index: index,
    type: buttons,
    header: { type: file, [file]: {} },
    body: { text: '' },
    action: ACTIONS[buttons](index),
  };
}

const ACTIONS: Readonly<Record<CardButtons, (index: number) => JsonRecord>> = {
  cta_url: () => ({ name: 'cta_url', parameters: { display_text: '', url: '' } }),
  // Ids differ between cards, so that an answer tells which card it came from.
  button: (index) => ({ buttons: [{ type: 'quick_reply', quick_reply: { id: `card-${index + 1}`, title: '' } }] }),
};

/** The same cards with another kind of file or of buttons: of what is changed the new kind begins empty, everything else is kept. */
export function cardsAs(cards: readonly JsonRecord[], file: CardFile, buttons: CardButtons): readonly JsonRecord[] {
  return cards.map((card, index) => {
    const empty = cardOf(index, file, buttons);
    const isSameFile = textAt(card, 'header', 'type') === file;
    const isSameButtons = textAt(card, 'type') === buttons;
    return {
      ...card,
      type: buttons,
      header: isSameFile ? valueAt(card, 'header') : empty['header'],
      action: isSameButtons ? valueAt(card, 'action') : empty['action'],
    };
  });
}

/** Meta wants cards to be counted from 0, without a gap. */
export function numbered(cards: readonly object[]): readonly object[] {
  return cards.map((card, index) => ({ ...card, card_index: index }));
}
