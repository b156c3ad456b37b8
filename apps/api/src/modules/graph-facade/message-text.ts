import { itemsOf, membersOf } from '../../http/json/json-span';

/** Which values of a message are ids: `id`, or an object or a list that holds some. */
type Place = 'id' | Places | readonly [Place];
interface Places {
  readonly [key: string]: Place;
}

const MEDIA: Places = { id: 'id' };
const HEADER: Places = { image: MEDIA, video: MEDIA, document: MEDIA };
const COMPONENTS: readonly [Place] = [{ parameters: [HEADER] }];

/** The ids of a message, which Meta takes as numbers too (https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages). */
const IDS: Places = {
  to: 'id',
  recipient: 'id',
  message_id: 'id',
  context: { message_id: 'id' },
  image: MEDIA,
  video: MEDIA,
  audio: MEDIA,
  document: MEDIA,
  sticker: MEDIA,
  reaction: { message_id: 'id' },
  template: { components: [{ parameters: [HEADER], cards: [{ components: COMPONENTS }] }] },
  interactive: {
    header: HEADER,
    action: {
      catalog_id: 'id',
      product_retailer_id: 'id',
      buttons: [{ reply: { id: 'id' } }],
      sections: [{ rows: [{ id: 'id' }], product_items: [{ product_retailer_id: 'id' }] }],
      cards: [{ header: HEADER }],
    },
  },
};

/** What a body may hold that speaks for the caller and is nobody else's business. */
const CREDENTIALS: ReadonlySet<string> = new Set(['access_token', 'appsecret_proof']);
const WHOLE_NUMBER = /^[0-9]+$/;
const OPEN_BRACE = '{';
const OPEN_BRACKET = '[';

interface Span {
  start: number;
  end: number;
}

/**
 * The text of a message as it is sent on: ids that are written as numbers become texts, the caller's credentials are left out, and a
 * `messaging_product` that only the query names is put in. Everything else stays as it was written, byte for byte. The text must be a JSON
 * object that has been parsed before.
 */
export function messageText(rawJson: string, messagingProduct: string | undefined): string {
  return withQuotedIds(withProduct(withoutCredentials(rawJson), messagingProduct));
}

/** The same text without the members that hold the caller's credentials. */
export function withoutCredentials(rawJson: string): string {
  const members = membersOf(rawJson);
  if (!members.some(({ key }) => CREDENTIALS.has(key))) return rawJson;
  const kept = members.filter(({ key }) => !CREDENTIALS.has(key));
  return `{${kept.map(({ keyStart, valueEnd }) => rawJson.slice(keyStart, valueEnd)).join(',')}}`;
}

/** The same text with a `messaging_product`, unless it has one. */
function withProduct(rawJson: string, messagingProduct: string | undefined): string {
  const members = messagingProduct === undefined ? [] : membersOf(rawJson);
  if (messagingProduct === undefined || members.some(({ key }) => key === 'messaging_product')) return rawJson;
  const member = `"messaging_product":${JSON.stringify(messagingProduct)}${members.length > 0 ? ',' : ''}`;
  const begin = rawJson.indexOf(OPEN_BRACE) + 1;
  return rawJson.slice(0, begin) + member + rawJson.slice(begin);
}

function withQuotedIds(text: string): string {
  const numbers: Span[] = [];
  findNumbers(text, text.indexOf(OPEN_BRACE), IDS, numbers);
  let result = '';
  let copied = 0;
  for (const { start, end } of numbers) {
    result += `${text.slice(copied, start)}"${text.slice(start, end)}"`;
    copied = end;
  }
  return result + text.slice(copied);
}

/** Finds the ids of a value that are written as numbers, in the order of the text. */
function findNumbers(text: string, start: number, place: Place, found: Span[], end = text.length): void {
  if (place === 'id') {
    if (WHOLE_NUMBER.test(text.slice(start, end))) found.push({ start, end });
  } else if (isList(place)) {
    if (text[start] !== OPEN_BRACKET) return;
    for (const item of itemsOf(text, start)) findNumbers(text, item.start, place[0], found, item.end);
  } else if (text[start] === OPEN_BRACE) {
    for (const { key, valueStart, valueEnd } of membersOf(text, start)) {
      const inner = Object.hasOwn(place, key) ? place[key] : undefined;
      if (inner !== undefined) findNumbers(text, valueStart, inner, found, valueEnd);
    }
  }
}

function isList(place: Exclude<Place, 'id'>): place is readonly [Place] {
  return Array.isArray(place);
}
