import {
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  type JsonObject,
  type JsonValue,
  isJsonObject,
} from '@switchboard/contracts';
import { z } from 'zod';
import { contactsSchema, locationSchema, reactionSchema, textSchema } from './content-schemas';
import { fieldError, fieldErrorsOf, listed, validationError } from '../../../http/json/field-errors';
import { interactiveSchema } from './interactive-schema';
import { mediaSchema } from './media-schema';
import { phoneDigits, recipientOf, userIdCountry, type Recipient } from '../../contact/recipient';
import { WHENEVER_OBJECT, chars, metaId, report } from './schema-parts';
import { templateSchema } from './template-schema';

/** The template that a message uses. */
export interface TemplateReference {
  readonly name: string;
  readonly languageCode: string;
  /** The components with the parameters; absent counts as empty. */
  readonly components: readonly JsonValue[];
}

/** A body that sends a message. */
export interface SendBody {
  readonly kind: 'message';
  readonly type: MessageType;
  readonly recipient: Recipient;
  /** The tenant's own `biz_opaque_callback_data`. */
  readonly callbackData: string | null;
  /** The wamid of the message that this one answers. */
  readonly contextMessageId: string | null;
  /** Only for the type `template`. */
  readonly template: TemplateReference | null;
  readonly fields: JsonObject;
}

/** A body that marks an inbound message as read; it is free of charge. */
export interface ReadBody {
  readonly kind: 'read';
  /** The wamid of the inbound message. */
  readonly messageId: string;
  readonly fields: JsonObject;
}

/** A valid message body. */
export type MessageBody = SendBody | ReadBody;

export interface MessageRules {
  /** For Meta's Marketing Messages Lite endpoint, which takes nothing but templates. */
  readonly templateOnly?: boolean;
}

const CONTENT_SCHEMAS: Readonly<Record<MessageType, z.ZodType>> = {
  text: textSchema,
  image: mediaSchema('image'),
  video: mediaSchema('video'),
  audio: mediaSchema('audio'),
  document: mediaSchema('document'),
  sticker: mediaSchema('sticker'),
  location: locationSchema,
  contacts: contactsSchema,
  reaction: reactionSchema,
  template: templateSchema,
  interactive: interactiveSchema,
};

const messagingProduct = z.literal('whatsapp');

const to = z.string().superRefine((text, context) => {
  if (phoneDigits(text) !== null) return;
  report(
    context,
    [],
    'pattern',
    'must be a phone number with country code: digits, with "+", blanks, "-", "(" and ")"',
  );
});

const recipient = z.string().superRefine((text, context) => {
  if (userIdCountry(text) !== null) return;
  report(context, [], 'pattern', 'must be a business-scoped user id such as "US.13491208655302741918"');
});

const envelope = {
  messaging_product: messagingProduct,
  // Group messages are charged per participant, which a reservation per message cannot cover.
  recipient_type: z.literal('individual').optional(),
  to: to.optional(),
  recipient: recipient.optional(),
  context: z.looseObject({ message_id: metaId }).optional(),
  biz_opaque_callback_data: chars(LIMITS.callbackDataMaxChars, 0).optional(),
};

function sendSchema(content: Readonly<Record<string, z.ZodType>>): z.ZodType {
  return z.looseObject({ ...envelope, ...content }).superRefine((message, context) => {
    if (message['to'] === undefined && message['recipient'] === undefined) {
      report(context, ['to'], 'required', 'is required, or "recipient" instead');
    }
  }, WHENEVER_OBJECT);
}

/** What a body of each type must be. */
export const SEND_SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map(
  MESSAGE_TYPES.map((type) => [type, sendSchema({ [type]: CONTENT_SCHEMAS[type] })]),
);
const ENVELOPE_SCHEMA = sendSchema({});
/** What a body must be that marks a message as read. */
export const READ_SCHEMA = z.looseObject({
  messaging_product: messagingProduct,
  status: z.literal('read'),
  message_id: metaId,
  typing_indicator: z.looseObject({ type: z.string().min(1) }).optional(),
});

function isMessageType(type: unknown): type is MessageType {
  return typeof type === 'string' && SEND_SCHEMAS.has(type);
}

/** Checks a body whose type is missing or unknown: nothing can be said about its content, but about all else. */
function refuseType(body: JsonObject): never {
  const fields = fieldErrorsOf(ENVELOPE_SCHEMA.safeParse(body).error?.issues ?? [], body);
  const type = body['type'];
  if (type === undefined) fields.unshift(fieldError(['type'], 'required', 'is required'));
  else if (typeof type !== 'string') fields.unshift(fieldError(['type'], 'type', 'must be a string'));
  else fields.unshift(fieldError(['type'], 'oneOf', `must be ${listed(MESSAGE_TYPES)}`));
  throw validationError(fields);
}

/** A field that its schema has found to be a string. */
function checkedText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function templateOf(template: JsonValue | undefined): TemplateReference | null {
  if (!isJsonObject(template) || !isJsonObject(template['language'])) return null;
  const components = template['components'];
  return {
    name: checkedText(template['name']),
    languageCode: checkedText(template['language']['code']),
    components: Array.isArray(components) ? components : [],
  };
}

function validateRead(body: JsonObject): ReadBody {
  const issues = READ_SCHEMA.safeParse(body).error?.issues;
  if (issues !== undefined) throw validationError(fieldErrorsOf(issues, body));
  return { kind: 'read', messageId: checkedText(body['message_id']), fields: body };
}

function validateSend(body: JsonObject, type: MessageType, rules: MessageRules): SendBody {
  const schema = SEND_SCHEMAS.get(type) ?? ENVELOPE_SCHEMA;
  const fields = fieldErrorsOf(schema.safeParse(body).error?.issues ?? [], body);
  if (rules.templateOnly === true && type !== 'template') {
    fields.unshift(fieldError(['type'], 'oneOf', 'must be "template" for Marketing Messages Lite'));
  }
  const resolved = recipientOf(body['to'], body['recipient']);
  if (fields.length > 0 || resolved === null) throw validationError(fields);

  const callbackData = body['biz_opaque_callback_data'];
  const context = body['context'];
  return {
    kind: 'message',
    type,
    recipient: resolved,
    callbackData: typeof callbackData === 'string' ? callbackData : null,
    contextMessageId: isJsonObject(context) ? checkedText(context['message_id']) : null,
    template: type === 'template' ? templateOf(body['template']) : null,
    fields: body,
  };
}

/**
 * Checks a v1 message body against every rule of the contract and says what it is. The body is only looked at:
 * what is forwarded to Meta is the text that was posted, with all fields that are not known here.
 *
 * A body without `type` is a read receipt when it has `status`, else a text when it has `text`, as at Meta.
 * @throws GatewayError VAL_001 with all breaches (at most twenty) in `params.fields`.
 */
export function validateMessageBody(body: JsonObject, rules: MessageRules = {}): MessageBody {
  let type = body['type'];
  if (type === undefined && body['status'] !== undefined && rules.templateOnly !== true) return validateRead(body);
  if (type === undefined && body['text'] !== undefined) type = 'text';
  return isMessageType(type) ? validateSend(body, type, rules) : refuseType(body);
}
