import { isRecord } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { all, byType, type Check, isHttpUrl, list, number, object, tell, text, yesOrNo } from './checks';

const metaId = text(LIMITS.metaIdMaxChars);

const textContent = object({ body: text(LIMITS.textBodyMaxChars) }, { preview_url: yesOrNo });

const location = object(
  {
    latitude: number(-LIMITS.latitudeMaxDegrees, LIMITS.latitudeMaxDegrees),
    longitude: number(-LIMITS.longitudeMaxDegrees, LIMITS.longitudeMaxDegrees),
  },
  { name: text(Infinity, 0), address: text(Infinity, 0) },
);

const contacts = list(object({ name: object({ formatted_name: text(Infinity) }) }), LIMITS.contactsMaxItems, 1);

const reaction = object({ message_id: metaId, emoji: text(Infinity, 0) });

const SOURCES = ['id', 'link', 'data_base64'] as const;

/** Exactly one source of the bytes. */
const oneSource: Check = (value, path, found) => {
  if (!isRecord(value)) return;
  const given = SOURCES.filter((source) => value[source] !== undefined);
  if (given.length === 0) tell(found, path, 'required', 'Choose a file, give a link or Meta’s id of a file.');
  if (given.length > 1) tell(found, path, 'exclusive', `Only one of ${given.join(', ')}.`);
  const { link } = value;
  if (typeof link !== 'string' || isHttpUrl(link, LIMITS.linkMaxChars)) return;
  if (link === '') tell(found, [...path, 'link'], 'required', 'Fill this in.');
  else if (!/^data:[^,]*;base64,/i.test(link))
    tell(found, [...path, 'link'], 'url', 'Must be a link that begins with https:// or http://.');
};

const needsType: Check = (value, path, found) => {
  if (isRecord(value) && value['data_base64'] !== undefined && value['mime_type'] === undefined)
    tell(found, [...path, 'mime_type'], 'required', 'Needed beside data_base64.');
};

function media(more: Readonly<Record<string, Check>> = {}): Check {
  const fields = object({}, { id: metaId, data_base64: text(Infinity), mime_type: text(Infinity), ...more });
  return all(fields, oneSource, needsType);
}

const caption = text(LIMITS.captionMaxChars, 0);

const hosted: Check = (value, path, found) => {
  if (isRecord(value) && value['id'] === undefined && value['link'] === undefined)
    return tell(found, path, 'required', 'Choose a file, give a link or Meta’s id of a file.');
  media()(value, path, found);
};

const bySelf = (name: string, check: Check): Check => object({ [name]: check });

const parameter = byType(
  {
    text: object({ text: text(Infinity, 0) }),
    image: bySelf('image', hosted),
    document: bySelf('document', hosted),
    video: bySelf('video', hosted),
    currency: bySelf('currency', object({})),
    date_time: bySelf('date_time', object({})),
    payload: bySelf('payload', text(Infinity, 0)),
    coupon_code: bySelf('coupon_code', text(Infinity)),
    location: bySelf('location', location),
    product: bySelf('product', object({})),
    action: bySelf('action', object({})),
    ttl_minutes: bySelf('ttl_minutes', number(1, Number.MAX_SAFE_INTEGER, true)),
    limited_time_offer: bySelf('limited_time_offer', object({})),
  },
  { ignoreCase: true },
);

const parameters = { parameters: list(parameter, LIMITS.templateParametersMaxItems) };
const index = number(0, LIMITS.templateButtonMaxIndex, true);
const parts = {
  header: object({}, parameters),
  body: object({}, parameters),
  button: object({ sub_type: text(Infinity), index }, parameters),
};
const card = object(
  { card_index: index },
  { components: list(byType(parts, { ignoreCase: true }), LIMITS.templateComponentsMaxItems) },
);
const component = byType(
  {
    ...parts,
    limited_time_offer: object({}, parameters),
    carousel: object({ cards: list(card, LIMITS.templateCardsMaxItems, 1) }),
  },
  { ignoreCase: true },
);

const templateName: Check = (value, path, found) => {
  text(LIMITS.templateNameMaxChars)(value, path, found);
  if (typeof value === 'string' && value !== '' && !/^[a-z0-9_]+$/.test(value))
    tell(found, path, 'pattern', 'Only lower-case letters, digits and underscores.');
};

const template = object(
  { name: templateName, language: object({ code: text(Infinity) }) },
  { components: list(component, LIMITS.templateComponentsMaxItems) },
);

/** The rules of each type but `interactive`, as the API has them (contract: v1, "POST /v1/wa/message"). */
export const CONTENT_RULES: Readonly<Record<string, Check>> = {
  text: textContent,
  image: media({ caption }),
  video: media({ caption }),
  audio: media({ voice: yesOrNo }),
  document: media({ caption, filename: text(LIMITS.filenameMaxChars, 0) }),
  sticker: media(),
  location,
  contacts,
  reaction,
  template,
};

export const MEDIA_RULE = hosted;
