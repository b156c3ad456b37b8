import { isRecord, type JsonRecord, textAt } from '../../lib/json-path';
import { kindOf, type KindId, MESSAGE_KINDS } from './message-kinds';
import { isUserId } from './rules/message-rules';

/** A message that is being written. What was written for other types is kept, so that changing one's mind costs nothing. */
export interface Draft {
  kind: KindId;
  /** Meta's id of the sender. */
  phoneNumberId: string | null;
  /** A phone number, or a business-scoped user id. */
  recipient: string;
  /** The wamid of the message that it answers; empty: none. */
  replyTo: string;
  contents: Readonly<Record<KindId, unknown>>;
  /** Fields of the message that no form shows; they are sent along. */
  further: JsonRecord;
  /** Through Meta's Marketing Messages Lite; templates only. */
  mmlite: boolean;
}

export function emptyDraft(): Draft {
  return { kind: 'text', phoneNumberId: null, recipient: '', replyTo: '', contents: {}, further: {}, mmlite: false };
}

/** What the forms of the chosen type edit. */
export function contentOf({ kind, contents }: Draft): unknown {
  return kind in contents ? contents[kind] : kindOf(kind).starter;
}

/** The field of a message that holds what a type is made of: all kinds of interactive messages share one. Null: the message itself. */
export function fieldOf(kind: KindId): string | null {
  return kind === 'read' ? null : (kind.split('.')[0] ?? kind);
}

/** The message as the API takes it. */
export function bodyOf(draft: Draft): JsonRecord {
  const content = contentOf(draft);
  const field = fieldOf(draft.kind);
  if (field === null)
    return { messaging_product: 'whatsapp', status: 'read', ...draft.further, ...(isRecord(content) ? content : {}) };
  const recipient = draft.recipient.trim();
  return {
    messaging_product: 'whatsapp',
    ...(isUserId(recipient) ? { recipient } : recipient && { to: recipient }),
    ...(draft.replyTo.trim() && { context: { message_id: draft.replyTo.trim() } }),
    type: field,
    ...draft.further,
    [field]: content,
  };
}

/**
 * The draft of a message that exists: of one to be sent again, or of JSON that someone wrote.
 * @param before keeps what a message does not say: the sender, and what was written for other types
 */
export function draftOf(body: JsonRecord, before: Draft): Draft {
  const { messaging_product: _product, type, to, recipient, context, status, ...others } = body;
  if (type === undefined && status !== undefined) {
    const { message_id: messageId, typing_indicator: typing, ...further } = others;
    const content = { message_id: messageId ?? '', ...(typing !== undefined && { typing_indicator: typing }) };
    return { ...before, kind: 'read', contents: { ...before.contents, read: content }, further };
  }
  const field = typeof type === 'string' ? type : 'text';
  const { [field]: content, ...further } = others;
  const kind = kindNamed(field, content);
  const known = textAt(context, 'message_id');
  return {
    ...before,
    kind,
    recipient: textAt(to) ?? textAt(recipient) ?? '',
    replyTo: known ?? '',
    contents: { ...before.contents, [kind]: content ?? {} },
    further,
  };
}

function kindNamed(field: string, content: unknown): KindId {
  if (field !== 'interactive') return field;
  return `interactive.${textAt(content, 'type') ?? 'button'}`;
}

/** Whether the composer has a form and a name for what a draft holds; else it is JSON alone. */
export function isKnownKind(kind: KindId): boolean {
  return MESSAGE_KINDS.some(({ id }) => id === kind);
}
