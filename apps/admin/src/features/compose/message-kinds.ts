import { cardOf } from './carousel';

/** What the composer calls a type of message: Meta's type, and for interactive messages theirs behind a dot. */
export type KindId = string;

export interface MessageKind {
  id: KindId;
  label: string;
  group: 'Common' | 'Files' | 'More' | 'Interactive';
  /** What it is for, in a sentence. */
  hint: string;
  /** What the form begins with. */
  starter: unknown;
}

const interactive = (
  type: string,
  label: string,
  hint: string,
  starter: Readonly<Record<string, unknown>>,
): MessageKind => ({ id: `interactive.${type}`, label, group: 'Interactive', hint, starter: { type, ...starter } });

const WINDOW = 'Only within 24 hours after the user wrote.';
const body = { text: '' };

/** Every type of message that the API takes, in the order of the composer. */
export const MESSAGE_KINDS: readonly MessageKind[] = [
  { id: 'text', label: 'Text', group: 'Common', hint: WINDOW, starter: { body: '' } },
  {
    id: 'template',
    label: 'Template',
    group: 'Common',
    hint: 'Approved by Meta beforehand; the only way to write to someone first.',
    starter: {},
  },
  { id: 'image', label: 'Image', group: 'Files', hint: 'JPEG or PNG, at most 5 MiB.', starter: {} },
  { id: 'video', label: 'Video', group: 'Files', hint: 'MP4 or 3GPP, at most 16 MiB.', starter: {} },
  { id: 'audio', label: 'Audio', group: 'Files', hint: 'AAC, AMR, MP3, MP4 or OGG, at most 16 MiB.', starter: {} },
  { id: 'document', label: 'Document', group: 'Files', hint: 'Any type of file, at most 100 MiB.', starter: {} },
  { id: 'sticker', label: 'Sticker', group: 'Files', hint: 'WebP, at most 500 KiB.', starter: {} },
  interactive('button', 'Reply buttons', `One to three buttons that answer for the user. ${WINDOW}`, {
    body,
    action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] },
  }),
  interactive('list', 'List', `A menu of at most ten rows. ${WINDOW}`, {
    body,
    action: { button: 'Choose', sections: [{ rows: [{ id: 'row-1', title: '' }] }] },
  }),
  interactive('cta_url', 'URL button', `A button that opens a web page. ${WINDOW}`, {
    body,
    action: { name: 'cta_url', parameters: { display_text: '', url: '' } },
  }),
  interactive('flow', 'Flow', 'Opens a form that was made at Meta.', {
    body,
    action: {
      name: 'flow',
      parameters: { flow_message_version: '3', flow_token: '', flow_id: '', flow_cta: '', flow_action: 'navigate' },
    },
  }),
  interactive('product', 'Product', 'One product of your catalog at Meta.', {
    action: { catalog_id: '', product_retailer_id: '' },
  }),
  interactive('product_list', 'Product list', 'Several products of your catalog at Meta.', {
    header: { type: 'text', text: '' },
    body,
    action: { catalog_id: '', sections: [{ title: '', product_items: [{ product_retailer_id: '' }] }] },
  }),
  interactive('catalog_message', 'Catalog', 'Opens your whole catalog.', { body, action: { name: 'catalog_message' } }),
  interactive('location_request_message', 'Location request', 'Asks the user where they are.', {
    body,
    action: { name: 'send_location' },
  }),
  interactive('address_message', 'Address request', 'Asks for a postal address; in India and Singapore.', {
    body,
    action: { name: 'address_message', parameters: { country: 'IN' } },
  }),
  interactive('voice_call', 'Call button', 'A button that calls your business on WhatsApp.', {
    body,
    action: { name: 'voice_call', parameters: { display_text: 'Call us', ttl_minutes: 100 } },
  }),
  interactive('call_permission_request', 'Call permission', 'Asks whether your business may call.', {
    body,
    action: { name: 'call_permission_request' },
  }),
  interactive('carousel', 'Carousel', 'Two to ten cards with pictures and buttons.', {
    body,
    action: {
      cards: [0, 1].map((index) => cardOf(index, 'image', 'cta_url')),
    },
  }),
  {
    id: 'location',
    label: 'Location',
    group: 'More',
    hint: 'A place on the map.',
    starter: { latitude: '', longitude: '' },
  },
  {
    id: 'contacts',
    label: 'Contacts',
    group: 'More',
    hint: 'People with their numbers, to be saved.',
    starter: [{ name: { formatted_name: '' } }],
  },
  {
    id: 'reaction',
    label: 'Reaction',
    group: 'More',
    hint: 'An emoji on a message of the user.',
    starter: { message_id: '', emoji: '👍' },
  },
  {
    id: 'read',
    label: 'Read receipt',
    group: 'More',
    hint: 'Marks a message of a user as read. Free, and no message of its own.',
    starter: { message_id: '' },
  },
];

/** The kind of that name; a text where there is none. */
export function kindOf(id: KindId): MessageKind {
  const found = MESSAGE_KINDS.find((kind) => kind.id === id) ?? MESSAGE_KINDS[0];
  if (!found) throw new Error('There are no kinds of messages.');
  return found;
}
