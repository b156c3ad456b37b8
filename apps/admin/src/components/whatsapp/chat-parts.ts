import { recordsAt, textAt, valueAt } from '../../lib/json-path';

/** A file in a message. */
export interface ChatMedia {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** Meta's id. */
  id?: string;
  link?: string;
  /** The file itself, as a data URL. */
  dataUrl?: string;
  filename?: string;
  isVoice?: boolean;
}

export interface ChatPlace {
  latitude: string;
  longitude: string;
  name?: string;
  address?: string;
}

export interface ChatContact {
  name: string;
  phones: readonly string[];
}

export interface ChatRow {
  id: string;
  title: string;
  description?: string;
}

export interface ChatSection {
  title?: string;
  rows: readonly ChatRow[];
}

export type ChatButtonKind =
  | 'reply'
  | 'quick_reply'
  | 'list'
  | 'url'
  | 'call'
  | 'copy'
  | 'flow'
  | 'catalog'
  | 'location'
  | 'address'
  | 'permission';

export interface ChatButton {
  kind: ChatButtonKind;
  label: string;
  /** What comes back to the sender when someone taps it: the reply's id or the payload. */
  id?: string;
  /** Where it leads, or what it copies. */
  detail?: string;
  /** Of a list. */
  sections?: readonly ChatSection[];
}

/** What someone tapped: a button, or a row of a list. */
export interface Tap {
  button: ChatButton;
  row?: ChatRow;
}

/** One card of a carousel. */
export interface ChatCard {
  media?: ChatMedia;
  text: string;
  buttons: readonly ChatButton[];
}

/** What a phone shows of a message. */
export interface ChatContent {
  /** A line of ours, where WhatsApp itself would show no text. */
  note?: string;
  /** The bold line on top. */
  title?: string;
  media?: ChatMedia;
  place?: ChatPlace;
  contacts?: readonly ChatContact[];
  /** With WhatsApp's formatting. */
  text?: string;
  footer?: string;
  buttons: readonly ChatButton[];
  cards?: readonly ChatCard[];
  /** An empty emoji takes a reaction back. */
  reaction?: { emoji: string; messageId: string };
}

export function emptyContent(): ChatContent {
  return { buttons: [] };
}

const FILE_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** A message that is a file, with its caption. */
export function mediaContent(kind: string, content: unknown): ChatContent {
  const media = mediaOf(kind, content);
  return { ...emptyContent(), ...(media && { media }), text: textAt(content, 'caption') };
}

/** The file in an object such as `{id}`, `{link}` or `{data_base64, mime_type}`. */
export function mediaOf(kind: string, content: unknown): ChatMedia | undefined {
  const known = FILE_KINDS.find((each) => each === kind);
  if (!known) return undefined;
  const link = textAt(content, 'link');
  const base64 = textAt(content, 'data_base64');
  const mimeType = textAt(content, 'mime_type');
  const dataUrl = base64 ? `data:${mimeType ?? 'application/octet-stream'};base64,${base64}` : undefined;
  return {
    kind: known,
    id: textAt(content, 'id'),
    ...(link?.startsWith('data:') ? { dataUrl: link } : { link, dataUrl }),
    filename: textAt(content, 'filename'),
    isVoice: valueAt(content, 'voice') === true,
  };
}

/** What stands above a text: a bold line, a file or a place. */
export function headerOf(header: unknown): Pick<ChatContent, 'title' | 'media' | 'place'> {
  const type = (textAt(header, 'type') ?? '').toLowerCase();
  if (type === 'text') return { title: textAt(header, 'text') ?? '' };
  if (type === 'location') return { place: placeOf(valueAt(header, type)) };
  const media = mediaOf(type, valueAt(header, type));
  return media ? { media } : {};
}

export function placeOf(content: unknown): ChatPlace {
  return {
    latitude: textAt(content, 'latitude') ?? '',
    longitude: textAt(content, 'longitude') ?? '',
    name: textAt(content, 'name'),
    address: textAt(content, 'address'),
  };
}

export function contactsOf(content: unknown): readonly ChatContact[] {
  return recordsAt(content).map((contact) => ({
    name: textAt(contact, 'name', 'formatted_name') ?? '',
    phones: recordsAt(contact, 'phones').flatMap((phone) => textAt(phone, 'phone') ?? []),
  }));
}
