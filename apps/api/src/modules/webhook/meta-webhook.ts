import { decodeCallbackData, LIMITS, type MetaPricing } from '@switchboard/contracts';
import { z } from 'zod';
import type { ReportedStatus } from '../message/message-state';
import { TEMPLATE_FIELDS } from '../template/template-change';
import { parseMetaJson } from './meta-json';
import type { MetaObject, MetaUpdate } from './meta-update';
import {
  contactsOf,
  firstTimestamp,
  listOf,
  METADATA,
  nameOf,
  numberOf,
  only,
  textOf,
  timeOf,
  TIMESTAMP,
} from './meta-webhook-values';

/** What a webhook says, in its order; `problems` names what could not be understood. */
export interface ReadWebhook {
  updates: MetaUpdate[];
  problems: string[];
}

/** Where in a webhook we are reading. */
interface Place {
  entryId: string;
  field: string;
  value: MetaObject;
  /** For updates that carry no time of their own. */
  fallbackAt: Date;
  latestMs: number;
  read: ReadWebhook;
}

const OBJECT = 'whatsapp_business_account';
const ACCOUNT_FIELDS: ReadonlySet<string> = new Set([
  'phone_number_quality_update',
  'phone_number_name_update',
  'account_update',
  'account_alerts',
  'business_capability_update',
  'security',
]);
const HOUR_MS = 60 * 60 * 1_000;
/** A time beyond this is none: it would put the report into a month that has no place yet. */
const AHEAD_MAX_MS = 24 * HOUR_MS;
const PROBLEMS_MAX = 50;

/** Any object, as it is: what is passed on must not be a copy with its fields in another order. */
const RECORD = z.custom<MetaObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);
const ENTRY = z.looseObject({ id: z.string().min(1).max(LIMITS.metaIdMaxChars), changes: z.array(z.unknown()) });
const CHANGE = z.looseObject({ field: z.string().min(1).max(100), value: RECORD });

const MESSAGE = z.looseObject({
  id: z.string().min(1).max(LIMITS.metaIdMaxChars),
  timestamp: TIMESTAMP,
  type: z.string().min(1).max(64).catch('unknown'),
});

const STATUS_NAMES: readonly ReportedStatus[] = ['sent', 'delivered', 'read', 'played', 'failed'];
const STATUS = z.looseObject({
  id: z.string().min(1).max(LIMITS.metaIdMaxChars),
  status: z.string().min(1).max(64),
  timestamp: TIMESTAMP,
  biz_opaque_callback_data: z.string().optional().catch(undefined),
  pricing: z
    .looseObject({ billable: z.boolean(), pricing_model: z.string(), category: z.string() })
    .optional()
    .catch(undefined),
  errors: z
    .array(z.looseObject({ code: z.number() }))
    .optional()
    .catch(undefined),
});

/**
 * Reads a webhook's raw body (Meta, "Webhooks"; contract, "Webhooks", In). What cannot be understood is named, and the rest
 * counts all the same.
 * @param receivedAt dates updates that carry no time, to the hour, so that a repetition soon after is taken for one
 */
export function readWebhook(body: Buffer, receivedAt: Date): ReadWebhook {
  const read: ReadWebhook = { updates: [], problems: [] };
  let json: unknown;
  try {
    json = parseMetaJson(body);
  } catch (error) {
    return { updates: [], problems: [`not JSON: ${(error as Error).message}`] };
  }
  const { object, entry: entries } = (json ?? {}) as { object?: unknown; entry?: unknown };
  if (object !== OBJECT || !Array.isArray(entries)) {
    return { updates: [], problems: [`not a webhook: expected the object ${OBJECT} with a list "entry"`] };
  }
  entries.forEach((entry: unknown, index) => readEntry(entry, `entry[${index}]`, { receivedAt, read }));
  return { updates: read.updates, problems: summary(read.problems) };
}

function readEntry(raw: unknown, path: string, { receivedAt, read }: { receivedAt: Date; read: ReadWebhook }): void {
  const entry = ENTRY.safeParse(raw);
  if (!entry.success) {
    read.problems.push(`${path}: ${describe(entry.error)}`);
    return;
  }
  const latestMs = receivedAt.getTime() + AHEAD_MAX_MS;
  entry.data.changes.forEach((rawChange, index) => {
    const change = CHANGE.safeParse(rawChange);
    if (!change.success) {
      read.problems.push(`${path}.changes[${index}]: ${describe(change.error)}`);
      return;
    }
    const { field, value } = change.data;
    const at = timeOf([entry.data['time'], value['timestamp'], firstTimestamp(value)], latestMs);
    const fallbackAt = at ?? new Date(Math.floor(receivedAt.getTime() / HOUR_MS) * HOUR_MS);
    readChange({ entryId: entry.data.id, field, value, fallbackAt, latestMs, read }, `${path}.changes[${index}].value`);
  });
}

function readChange(place: Place, path: string): void {
  if (place.field === 'messages') readMessagesChange(place, path);
  else if (place.field === 'user_preferences' && Array.isArray(place.value['user_preferences']))
    readPreferences(place, path);
  else readAccountChange(place);
}

function readMessagesChange(place: Place, path: string): void {
  const { value, read } = place;
  const metadata = METADATA.safeParse(value['metadata']);
  if (!metadata.success) {
    read.problems.push(`${path}.metadata: ${describe(metadata.error)}`);
    return;
  }
  const messages = listOf(value['messages']);
  const statuses = listOf(value['statuses']);
  const isOne = messages.length + statuses.length === 1;
  messages.forEach((raw, index) =>
    readMessage(raw, { ...place, isOne, metadata: metadata.data }, `${path}.messages[${index}]`),
  );
  statuses.forEach((raw, index) =>
    readStatus(raw, { ...place, isOne, metadata: metadata.data }, `${path}.statuses[${index}]`),
  );
  if (messages.length + statuses.length === 0) readAccountChange(place);
  else if (!isOne && value['errors'] !== undefined) readAccountChange({ ...place, value: only(value, {}) });
}

/** A change of `messages`, and whether it holds just one item. */
type MessagesPlace = Place & { isOne: boolean; metadata: MetaObject & { phone_number_id: string } };

function readMessage(raw: unknown, place: MessagesPlace, path: string): void {
  const { entryId, value, metadata, isOne, latestMs, read } = place;
  const parsed = MESSAGE.safeParse(raw);
  const at = parsed.success ? timeOf([parsed.data.timestamp], latestMs) : undefined;
  if (!parsed.success || !at) {
    read.problems.push(`${path}: ${parsed.success ? 'its timestamp lies ahead' : describe(parsed.error)}`);
    return;
  }
  const { id: wamid, type } = parsed.data;
  const message = raw as MetaObject;
  const contacts = contactsOf(value, message['from'], message['from_user_id']);
  const contact = contacts[0] ?? (isOne ? (listOf(value['contacts'])[0] as MetaObject | undefined) : undefined);
  read.updates.push({
    kind: 'message',
    entryId,
    value: isOne ? value : only(value, { contacts, messages: [message] }),
    at,
    metaPhoneNumberId: metadata.phone_number_id,
    displayPhoneNumber: textOf(metadata['display_phone_number']),
    wamid,
    type,
    waId: textOf(message['from']) ?? textOf(contact?.['wa_id']),
    userId: textOf(message['from_user_id']) ?? textOf(contact?.['user_id']),
    profileName: nameOf(contact),
    message,
  });
}

function readStatus(raw: unknown, place: MessagesPlace, path: string): void {
  const { entryId, value, metadata, isOne, latestMs, read } = place;
  const parsed = STATUS.safeParse(raw);
  const at = parsed.success ? timeOf([parsed.data.timestamp], latestMs) : undefined;
  if (!parsed.success || !at) {
    read.problems.push(`${path}: ${parsed.success ? 'its timestamp lies ahead' : describe(parsed.error)}`);
    return;
  }
  const { id: wamid, status: name, biz_opaque_callback_data: callbackData, pricing, errors } = parsed.data;
  const { recipient_id: waId, recipient_user_id: userId } = raw as MetaObject;
  const contacts = contactsOf(value, waId, userId);
  const passedOn = isOne ? value : only(value, { contacts, statuses: [raw] });
  const status = STATUS_NAMES.find((known) => known === name);
  if (status === undefined) {
    // Meta adds statuses: the tenant is told, and the operator that nothing was settled by it.
    read.problems.push(`${path}.status: ${name} is not known; it was passed on`);
    readAccountChange({ ...place, value: passedOn, fallbackAt: at });
    return;
  }
  read.updates.push({
    kind: 'status',
    entryId,
    value: passedOn,
    at,
    metaPhoneNumberId: metadata.phone_number_id,
    wamid,
    status,
    waId: textOf(waId),
    userId: textOf(userId),
    reference: decodeCallbackData(callbackData ?? ''),
    pricing: pricing as MetaPricing | undefined,
    errors,
  });
}

function readPreferences(place: Place, path: string): void {
  const { entryId, value, fallbackAt, latestMs, read } = place;
  const preferences = listOf(value['user_preferences']);
  preferences.forEach((raw, index) => {
    const parsed = RECORD.safeParse(raw);
    if (!parsed.success) {
      read.problems.push(`${path}.user_preferences[${index}]: ${describe(parsed.error)}`);
      return;
    }
    const { wa_id: waId, user_id: userId, category, value: wish, timestamp } = parsed.data;
    const contacts = contactsOf(value, waId, userId);
    const isMarketing = category === 'marketing_messages' && (wish === 'stop' || wish === 'resume');
    read.updates.push({
      kind: 'preference',
      entryId,
      value: preferences.length === 1 ? value : { ...only(value, { contacts }), user_preferences: [raw] },
      at: timeOf([timestamp], latestMs) ?? fallbackAt,
      metaPhoneNumberId: numberOf(value),
      waId: textOf(waId),
      userId: textOf(userId),
      marketing: isMarketing ? wish : null,
    });
  });
}

function readAccountChange({ entryId, field, value, fallbackAt, read }: Place): void {
  const type = TEMPLATE_FIELDS.has(field) ? 'message_template_status' : ACCOUNT_FIELDS.has(field) ? 'account' : 'other';
  read.updates.push({
    kind: 'account',
    type,
    entryId,
    field,
    value,
    at: fallbackAt,
    metaPhoneNumberId: numberOf(value),
  });
}

function describe(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}

function summary(problems: string[]): string[] {
  const more = problems.length - PROBLEMS_MAX;
  return more > 0 ? [...problems.slice(0, PROBLEMS_MAX), `and ${more} more`] : problems;
}
