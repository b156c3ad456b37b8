import { isRecord, type JsonRecord, recordsAt, textAt, valueAt } from '../../lib/json-path';
import { type ChatContent, contactsOf, emptyContent, mediaContent, placeOf } from './chat-parts';
import { interactiveContent } from './interactive-content';
import { templateContent, type TemplateText } from './template-content';

const MEDIA_TYPES = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/**
 * What a phone shows of a message: of one that was posted (Cloud API, "Messages"), or of one that a user sent (its webhook). Whatever
 * the JSON holds gives something to show; what is not known is named.
 * @param template the definition that a template message uses, when it is known here
 */
export function chatContentOf(payload: unknown, template?: TemplateText | null): ChatContent {
  if (!isRecord(payload)) return { ...emptyContent(), note: 'Nothing is known of its content.' };
  if (payload['status'] === 'read') return { ...emptyContent(), note: readNote(payload) };
  const type = textAt(payload, 'type') ?? (payload['text'] === undefined ? '' : 'text');
  const content = payload[type];
  if (MEDIA_TYPES.has(type)) return mediaContent(type, content);
  const known = OTHERS[type];
  return known ? known(content, template, payload) : { ...emptyContent(), note: noteOf(type) };
}

type Reader = (content: unknown, template: TemplateText | null | undefined, payload: JsonRecord) => ChatContent;

const OTHERS: Readonly<Record<string, Reader>> = {
  text: (content) => ({ ...emptyContent(), text: textAt(content, 'body') ?? '' }),
  location: (content) => ({ ...emptyContent(), place: placeOf(content) }),
  contacts: (content) => ({ ...emptyContent(), contacts: contactsOf(content) }),
  reaction: (content) => ({
    ...emptyContent(),
    reaction: { emoji: textAt(content, 'emoji') ?? '', messageId: textAt(content, 'message_id') ?? '' },
  }),
  template: (content, template) => templateContent(content, template ?? null),
  interactive: (content) => interactiveContent(content),
  // What users send.
  button: (content) => ({ ...emptyContent(), text: textAt(content, 'text') ?? textAt(content, 'payload') ?? '' }),
  order: (content) => ({
    ...emptyContent(),
    title: `An order of ${recordsAt(content, 'product_items').length} products`,
    text: textAt(content, 'text') ?? '',
  }),
  system: (content) => ({ ...emptyContent(), note: textAt(content, 'body') ?? noteOf('system') }),
  unsupported: (_content, _template, payload) => ({
    ...emptyContent(),
    note: textAt(valueAt(payload, 'errors', 0), 'title') ?? 'A message of a kind that WhatsApp does not pass on.',
  }),
};

function readNote(payload: JsonRecord): string {
  return payload['typing_indicator'] === undefined
    ? 'Marks a message as read: the user sees two blue ticks.'
    : 'Marks a message as read and shows that an answer is being typed.';
}

function noteOf(type: string): string {
  return type === '' ? 'A message without a type.' : `A message of the type “${type}”.`;
}
