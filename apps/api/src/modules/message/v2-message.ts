import {
  type FieldError,
  GatewayError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MEDIA_KINDS,
  type MediaKind,
} from '@switchboard/contracts';
import { fieldError, listed } from '../../http/json/field-errors';
import { membersOf } from '../../http/json/json-span';
import type { JsonBody } from '../../http/json/parse-json';
import { isDataUrl } from './body/data-url';

/** A message as a body of v2 asks for it. */
export interface V2Message {
  /** Meta's message object as JSON. What the body says of it stands there as it was written, known here or not. */
  readonly text: string;
  /** Meta's type of the message; empty where the body names none. */
  readonly type: string;
  /** Meta's id of the sender, where the body names one. */
  readonly phoneNumberId: string | undefined;
  /** What breaks v2's own rules; whether Meta's are kept is for v1's schema to say. */
  readonly problems: readonly FieldError[];
  /** A breach of the message object's rules in v2's names. */
  readonly renamed: (field: FieldError) => FieldError;
}

/** The members of a JSON object, each with the text of its value. Of a repeated key the last counts, as it does for JSON.parse. */
type Members = Map<string, string>;

/** Meta's name for a place of the message object, and v2's. What lies below it keeps its name. */
type Rename = readonly [meta: string, v2: string];

const PHONE_NUMBER_ID_MAX_CHARS = 64;
/** The header is called the same everywhere. */
const IDEMPOTENCY_KEY = 'Idempotency-Key';
const DEFAULT_LANGUAGE = '"en_US"';
const PRODUCT = '"whatsapp"';
const CONTEXT: Rename = ['context.message_id', 'contextMessageWamid'];

/** `{text, previewUrl?}` */
export function textMessage(body: JsonBody): V2Message {
  const members = membersIn(body.text);
  const content = { body: take(members, 'text'), preview_url: take(members, 'previewUrl') };
  return compose(body, members, {
    type: 'text',
    content: written(content),
    renames: [
      ['text.body', 'text'],
      ['text.preview_url', 'previewUrl'],
    ],
  });
}

/** `{<type>: Meta's object}` */
export function contentMessage(body: JsonBody, type: 'location' | 'interactive' | 'contacts' | 'reaction'): V2Message {
  const members = membersIn(body.text);
  return compose(body, members, { type, content: take(members, type), renames: [] });
}

/** `{templateName, language?, components?}` */
export function templateMessage(body: JsonBody): V2Message {
  const members = membersIn(body.text);
  const content = {
    name: take(members, 'templateName'),
    language: `{"code":${take(members, 'language') ?? DEFAULT_LANGUAGE}}`,
    components: take(members, 'components'),
  };
  return compose(body, members, {
    type: 'template',
    content: written(content),
    renames: [
      ['template.name', 'templateName'],
      ['template.language.code', 'language'],
      ['template.components', 'components'],
    ],
  });
}

/** `{media: {type, mediaId | link | dataBase64 + mimeType, caption?, filename?}}` */
export function mediaMessage(body: JsonBody): V2Message {
  const members = membersIn(body.text);
  const given = take(members, 'media');
  const media = body.value['media'];
  // Without a kind the rules of images show what else is wrong: those that hold for all kinds are the same.
  const kind = isJsonObject(media) && isMediaKind(media['type']) ? media['type'] : 'image';
  const renames: Rename[] = [
    [`${kind}.id`, 'media.mediaId'],
    [`${kind}.data_base64`, 'media.dataBase64'],
    [`${kind}.mime_type`, 'media.mimeType'],
    [kind, 'media'],
  ];
  const content = isJsonObject(media) && given !== undefined ? mediaContent(given, media) : given;
  const message = compose(body, members, { type: kind, content, renames });
  return {
    ...message,
    problems: [...message.problems, ...mediaTypeProblems(media)],
    renamed: (field) => inMediaWords(message.renamed(field)),
  };
}

/** `{message: Meta's message object}`: forwarded as it was written; what v2 says beside it is added where it says nothing itself. */
export function anyMessage(body: JsonBody): V2Message {
  const members = membersIn(body.text);
  const given = take(members, 'message');
  const { message: value } = body.value;
  const message: JsonObject = isJsonObject(value) ? value : {};
  const context = take(members, 'contextMessageWamid');
  const added: Members = new Map([['messaging_product', PRODUCT]]);
  const to = take(members, 'to');
  if (to !== undefined && message['recipient'] === undefined) added.set('to', to);
  if (context !== undefined) added.set('context', contextOf(context));
  for (const name of Object.keys(message)) added.delete(name);
  const type = message['type'] ?? (message['text'] === undefined ? '' : 'text');
  return {
    text: withMembers(isJsonObject(value) && given !== undefined ? given : '{}', added),
    type: typeof type === 'string' ? type : '',
    ...senderOf(body, isJsonObject(value) ? [] : [notAnObject('message', value)]),
    renamed: (field) => {
      if (field.path === IDEMPOTENCY_KEY) return field;
      if (field.path === 'to' && message['to'] === undefined) return field;
      if (added.has('context') && field.path === CONTEXT[0]) return { ...field, path: CONTEXT[1] };
      const separator = field.path === '' || field.path.startsWith('[') ? '' : '.';
      return { ...field, path: `message${separator}${field.path}` };
    },
  };
}

/** What an error about a message object is in the names of the body that it was made from; other errors stay as they are. */
export function inV2Names(error: unknown, message: V2Message): unknown {
  if (!(error instanceof GatewayError)) return error;
  const { code, params, description, cause, metaHttpStatus } = error;
  const told = params?.['fields'] as readonly FieldError[] | undefined;
  const fields = told ?? placeOf(error, message.type);
  if (!fields) return error;
  const renamed = { ...params, fields: fields.map(message.renamed) };
  return new GatewayError(code, { params: renamed, description, cause, metaHttpStatus });
}

/** Where errors lie that do not tell it field by field. */
function placeOf({ code, description: message }: GatewayError, type: string): FieldError[] | null {
  if (code === 'GW_001') return [{ path: 'template.components', rule: 'template', message }];
  if (code === 'MEDIA_004') return [{ path: `${type}.link`, rule: 'link', message }];
  return null;
}

/** The message object of a body whose members, but for what v2 says in its own way, are members of it too. */
function compose(
  body: JsonBody,
  members: Members,
  { type, content, renames }: { type: string; content: string | undefined; renames: readonly Rename[] },
): V2Message {
  const context = take(members, 'contextMessageWamid');
  take(members, 'phoneNumberId');
  const own: Members = new Map([
    ['messaging_product', PRODUCT],
    ['type', JSON.stringify(type)],
  ]);
  if (content !== undefined) own.set(type, content);
  if (context !== undefined) own.set('context', contextOf(context));
  const names = context === undefined ? renames : [...renames, CONTEXT];
  return {
    text: textOf(new Map([...members, ...own])),
    type,
    ...senderOf(body),
    renamed: (field) => ({ ...field, path: renamedPath(field.path, names) }),
  };
}

/** A sender that is null counts as absent, as every field of v2 does that may be. */
function senderOf(body: JsonBody, problems: FieldError[] = []): Pick<V2Message, 'phoneNumberId' | 'problems'> {
  const { phoneNumberId: id = null } = body.value;
  if (id === null) return { phoneNumberId: undefined, problems };
  const isId = typeof id === 'string' && id !== '' && id.length <= PHONE_NUMBER_ID_MAX_CHARS;
  if (isId) return { phoneNumberId: id, problems };
  const [rule, message] =
    typeof id === 'string' ? ['pattern', "must be Meta's id of a phone number"] : ['type', 'must be a string'];
  return { phoneNumberId: undefined, problems: [fieldError(['phoneNumberId'], rule, message), ...problems] };
}

/** Meta's object of a file. A MIME type belongs to bytes that come with the message: Meta takes none for files of its own. */
function mediaContent(given: string, { link }: JsonObject): string {
  const fields = membersIn(given);
  take(fields, 'type');
  const [id, data, mimeType] = [take(fields, 'mediaId'), take(fields, 'dataBase64'), take(fields, 'mimeType')];
  const carriesBytes = data !== undefined || (typeof link === 'string' && isDataUrl(link));
  for (const name of ['link', 'caption', 'filename']) if (fields.get(name) === 'null') fields.delete(name);
  const own = { id, data_base64: data, mime_type: carriesBytes ? mimeType : undefined };
  return textOf(new Map([...fields, ...defined(own)]));
}

function mediaTypeProblems(media: JsonValue | undefined): FieldError[] {
  if (!isJsonObject(media) || isMediaKind(media['type'])) return [];
  const { type } = media;
  const path = ['media', 'type'];
  if (type === undefined) return [fieldError(path, 'required', 'is required')];
  if (typeof type !== 'string') return [fieldError(path, 'type', 'must be a string')];
  return [fieldError(path, 'oneOf', `must be ${listed(Object.keys(MEDIA_KINDS))}`)];
}

function isMediaKind(type: JsonValue | undefined): type is MediaKind {
  return typeof type === 'string' && Object.hasOwn(MEDIA_KINDS, type);
}

/** The rules of media name the fields that a file can come by. */
function inMediaWords(field: FieldError): FieldError {
  return {
    ...field,
    message: field.message.replaceAll('"id"', '"mediaId"').replaceAll('"data_base64"', '"dataBase64"'),
  };
}

function notAnObject(name: string, value: JsonValue | undefined): FieldError {
  const isAbsent = value === undefined || value === null;
  return fieldError([name], isAbsent ? 'required' : 'type', isAbsent ? 'is required' : 'must be an object');
}

function renamedPath(path: string, renames: readonly Rename[]): string {
  for (const [meta, v2] of renames) {
    const rest = path.slice(meta.length);
    if (path.startsWith(meta) && /^(?:$|[.[])/.test(rest)) return v2 + rest;
  }
  return path;
}

function membersIn(text: string): Members {
  return new Map(membersOf(text).map(({ key, valueStart, valueEnd }) => [key, text.slice(valueStart, valueEnd)]));
}

/** Takes a member out; null counts as absent. */
function take(members: Members, name: string): string | undefined {
  const value = members.get(name);
  members.delete(name);
  return value === 'null' ? undefined : value;
}

function defined(fields: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function written(fields: Readonly<Record<string, string | undefined>>): string {
  return textOf(new Map(defined(fields)));
}

function textOf(members: Members): string {
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/** The text of an object with members before its own. */
function withMembers(object: string, added: Members): string {
  if (added.size === 0) return object;
  const before = textOf(added).slice(0, -1);
  return `${before}${membersOf(object).length === 0 ? '' : ','}${object.slice(1)}`;
}

function contextOf(wamid: string): string {
  return `{"message_id":${wamid}}`;
}
