import { type JsonRecord, recordsAt, textAt, valueAt } from '../../lib/json-path';
import { type ChatButton, type ChatCard, type ChatContent, emptyContent, headerOf, mediaOf } from './chat-parts';

/** An interactive message that was posted, or the answer to one that a user tapped. */
export function interactiveContent(interactive: unknown): ChatContent {
  const type = textAt(interactive, 'type') ?? '';
  const answer = ANSWERS[type];
  if (answer) return answer(valueAt(interactive, type));
  const action = valueAt(interactive, 'action');
  return {
    ...emptyContent(),
    ...headerOf(valueAt(interactive, 'header')),
    text: textAt(interactive, 'body', 'text'),
    footer: textAt(interactive, 'footer', 'text'),
    buttons: (BUTTONS[type] ?? unknownButtons)(action, type),
    ...(type === 'carousel' && { cards: recordsAt(action, 'cards').map(cardOf) }),
    ...productWords(type, action),
  };
}

const ANSWERS: Readonly<Record<string, (answer: unknown) => ChatContent>> = {
  button_reply: (answer) => ({ ...emptyContent(), text: textAt(answer, 'title') }),
  list_reply: (answer) => ({
    ...emptyContent(),
    text: [textAt(answer, 'title'), textAt(answer, 'description')].filter(Boolean).join('\n'),
  }),
  nfm_reply: (answer) => ({
    ...emptyContent(),
    title: 'A form that was filled in',
    text: textAt(answer, 'body') ?? '',
  }),
  call_permission_reply: (answer) => ({
    ...emptyContent(),
    text: textAt(answer, 'response') === 'accept' ? 'Calls are allowed' : 'Calls are not allowed',
  }),
};

type ButtonsOf = (action: unknown, type: string) => ChatButton[];

const unknownButtons: ButtonsOf = (_action, type) =>
  type === '' || type === 'carousel' ? [] : [{ kind: 'reply', label: type.replaceAll('_', ' ') }];

const BUTTONS: Readonly<Record<string, ButtonsOf>> = {
  button: (action) =>
    recordsAt(action, 'buttons').map((button) => ({
      kind: 'reply',
      label: textAt(button, 'reply', 'title') ?? '',
      id: textAt(button, 'reply', 'id'),
    })),
  list: (action) => [
    {
      kind: 'list',
      label: textAt(action, 'button') ?? '',
      sections: recordsAt(action, 'sections').map((section) => ({
        title: textAt(section, 'title'),
        rows: recordsAt(section, 'rows').map((row) => ({
          id: textAt(row, 'id') ?? '',
          title: textAt(row, 'title') ?? '',
          description: textAt(row, 'description'),
        })),
      })),
    },
  ],
  cta_url: (action) => [
    {
      kind: 'url',
      label: textAt(action, 'parameters', 'display_text') ?? '',
      detail: textAt(action, 'parameters', 'url'),
    },
  ],
  flow: (action) => [{ kind: 'flow', label: textAt(action, 'parameters', 'flow_cta') ?? 'Open' }],
  product: () => [{ kind: 'catalog', label: 'View' }],
  product_list: () => [{ kind: 'catalog', label: 'View items' }],
  catalog_message: () => [{ kind: 'catalog', label: 'View catalog' }],
  location_request_message: () => [{ kind: 'location', label: 'Send location' }],
  address_message: () => [{ kind: 'address', label: 'Provide address' }],
  voice_call: (action) => [{ kind: 'call', label: textAt(action, 'parameters', 'display_text') ?? 'Call' }],
  call_permission_request: () => [{ kind: 'permission', label: 'Choose preference' }],
};

/** Products come from a catalogue that is at Meta: their names are not known here, their ids are. */
function productWords(type: string, action: unknown): Pick<ChatContent, 'note'> {
  if (type === 'product') return { note: `Product ${textAt(action, 'product_retailer_id') ?? ''}` };
  if (type !== 'product_list') return {};
  const items = recordsAt(action, 'sections').flatMap((section) => recordsAt(section, 'product_items'));
  return { note: `${items.length} ${items.length === 1 ? 'product' : 'products'} of the catalog` };
}

function cardOf(card: JsonRecord): ChatCard {
  const kind = textAt(card, 'header', 'type') ?? '';
  const action = valueAt(card, 'action');
  const type = textAt(card, 'type') ?? (textAt(action, 'name') === 'cta_url' ? 'cta_url' : 'button');
  return {
    media: mediaOf(kind, valueAt(card, 'header', kind)),
    text: textAt(card, 'body', 'text') ?? '',
    buttons: type === 'cta_url' ? (BUTTONS['cta_url']?.(action, type) ?? []) : cardReplies(action),
  };
}

function cardReplies(action: unknown): ChatButton[] {
  return recordsAt(action, 'buttons').map((button) => ({
    kind: 'reply',
    label: textAt(button, 'quick_reply', 'title') ?? textAt(button, 'reply', 'title') ?? '',
    id: textAt(button, 'quick_reply', 'id') ?? textAt(button, 'reply', 'id'),
  }));
}
