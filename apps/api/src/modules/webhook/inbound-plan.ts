import { hash } from 'node:crypto';
import { messageEventId } from '../../events/message-event-id';
import { reportId } from '../../events/report-id';
import { accountKey, conversationKey, metaEventBody } from '../../events/tenant-event';
import type { ContactSighting, InboundRecord, NumberReport, PreferenceReport } from '../message/inbound-record';
import type { Report } from '../message/report.service';
import { templateChange } from '../template/template-change';
import { accountNumbersChange, PHONE_NUMBER_FIELDS, phoneNumberChange } from '../tenant/phone-number-change';
import type { AccountUpdate, MessageUpdate, MetaUser, PreferenceUpdate, StatusNotice } from './meta-update';
import { attachmentOf, MEDIA_PATIENCE_MS } from './inbound-attachment';
import { isStopReply } from './stop-reply';

/** Whose a number is, as far as a report about it depends on it. */
export interface NumberOwner {
  tenantId: string;
  currency: string;
  /** Our id of the number. */
  id: string;
  displayPhoneNumber: string;
}

/** A tenant that has live numbers of an account. */
export interface AccountOwner {
  tenantId: string;
  numbers: readonly { id: string; phoneNumberId: string; displayPhoneNumber: string }[];
}

/** Types that no act of the user stands behind: WhatsApp itself says that something about the user has changed. */
const NOT_WRITTEN_BY_USERS: ReadonlySet<string> = new Set(['system']);

/** The row of a message from a user, the window that it opens, the wish it may express, and the event that passes it on. */
export function recordOfMessage(update: MessageUpdate, owner: NumberOwner): InboundRecord {
  const { tenantId } = owner;
  const { at, wamid, message, metaPhoneNumberId, entryId, value } = update;
  const user = userOf(update);
  const eventId = messageEventId(tenantId, { wamid, type: update.type, at });
  const media = attachmentOf(update, { tenantId, phoneNumberId: owner.id, eventId });
  return {
    event: {
      tenantId,
      id: eventId,
      type: 'messages',
      metaPhoneNumberId,
      orderingKey: conversationKey(metaPhoneNumberId, user),
      body: metaEventBody(entryId, 'messages', value),
      requestId: null,
      holdMs: media && MEDIA_PATIENCE_MS,
    },
    media,
    message: {
      tenantId,
      id: reportId(at.getTime(), tenantId, 'message', wamid, update.type),
      wamid,
      type: update.type,
      to: owner.displayPhoneNumber,
      from: user,
      phoneNumberId: owner.id,
      metaPhoneNumberId,
      currency: owner.currency,
      payload: JSON.stringify(message),
    },
    contact: contactOf(update, owner),
    preferences: stopOf(update, tenantId),
  };
}

/** A status with whom it is to be told to: the message's tenant, or the number's when the message was sent past the gateway. Null: nobody. */
export function reportOfStatus(update: StatusNotice, owner: NumberOwner | null): Report | null {
  const { metaPhoneNumberId, wamid, status, at, pricing, errors, reference, entryId, value } = update;
  const tenantId = reference?.tenantId ?? owner?.tenantId;
  if (tenantId === undefined) return null;
  const change = { entryId, value, user: userOf(update), ownerTenantId: owner?.tenantId ?? null };
  const messageId = reference?.messageId ?? null;
  return {
    kind: 'status',
    update: { tenantId, metaPhoneNumberId, messageId, wamid, status, at, pricing, errors, change },
  };
}

/** A user's wish about marketing: the opt-out that follows from it, under each of the user's ids, and the event. */
export function recordOfPreference(update: PreferenceUpdate, tenantId: string): InboundRecord {
  const { at, metaPhoneNumberId, entryId, value, marketing } = update;
  const user = userOf(update);
  return {
    event: {
      tenantId,
      id: reportId(
        at.getTime(),
        tenantId,
        'user_preferences',
        metaPhoneNumberId ?? '',
        digestOf(value['user_preferences']),
      ),
      type: 'user_preferences',
      metaPhoneNumberId,
      orderingKey: metaPhoneNumberId === null ? accountKey(entryId) : conversationKey(metaPhoneNumberId, user),
      body: metaEventBody(entryId, 'user_preferences', value),
      requestId: null,
    },
    preferences:
      marketing === null
        ? []
        : idsOf(update).map((recipient) => ({
            tenantId,
            recipient,
            value: marketing,
            source: 'user_preferences',
            changedAt: at,
            answers: null,
          })),
  };
}

/**
 * What a change of an account means for the tenants that have numbers of it. One that names a number is about its owner alone;
 * about a number that none of them has, it concerns nobody here.
 */
export function recordsOfAccount(update: AccountUpdate, owners: readonly AccountOwner[]): InboundRecord[] {
  const { field, value } = update;
  const named = digitsOf(value['display_phone_number'] ?? value['phone_number']);
  for (const owner of named === '' ? [] : owners) {
    const number = owner.numbers.find(({ displayPhoneNumber }) => digitsOf(displayPhoneNumber) === named);
    if (!number) continue;
    const change = phoneNumberChange(field, value) ?? accountNumbersChange(field, value);
    return [
      accountRecord(
        { ...update, metaPhoneNumberId: number.phoneNumberId },
        owner,
        change ? [{ ...change, id: number.id }] : [],
      ),
    ];
  }
  if (PHONE_NUMBER_FIELDS.has(field)) return [];
  const change = accountNumbersChange(field, value);
  return owners.map((owner) =>
    accountRecord(update, owner, change ? owner.numbers.map(({ id }) => ({ ...change, id })) : []),
  );
}

function accountRecord(
  update: AccountUpdate,
  { tenantId }: AccountOwner,
  numbers: readonly NumberReport[],
): InboundRecord {
  const { at, entryId, field, value, type, metaPhoneNumberId } = update;
  const body = metaEventBody(entryId, field, value);
  const template = templateChange(field, value);
  return {
    event: {
      tenantId,
      id: reportId(at.getTime(), tenantId, type, hash('sha256', body, 'hex')),
      type,
      metaPhoneNumberId,
      orderingKey: accountKey(entryId),
      body,
      requestId: null,
    },
    template: template ? { ...template, wabaId: entryId } : undefined,
    numbers,
  };
}

/** A message in a group opens no window with its writer. */
function contactOf(update: MessageUpdate, { tenantId, id }: NumberOwner): ContactSighting | undefined {
  const { waId, userId, profileName, at, type, message } = update;
  if (NOT_WRITTEN_BY_USERS.has(type) || message['group_id'] !== undefined || userOf(update) === null) return undefined;
  return { tenantId, phoneNumberId: id, waId, userId, profileName, at };
}

/** A quick reply that ends marketing counts only as the answer to a marketing message, which only the database can tell. */
function stopOf(update: MessageUpdate, tenantId: string): PreferenceReport[] {
  const { button, context } = update.message as { button?: object | null; context?: { id?: unknown } | null };
  const answers = context?.id;
  if (update.type !== 'button' || typeof answers !== 'string' || !button || !isStopReply(button)) return [];
  return idsOf(update).map((recipient) => ({
    tenantId,
    recipient,
    value: 'stop',
    source: 'quick_reply',
    changedAt: update.at,
    answers,
  }));
}

function userOf({ waId, userId }: MetaUser): string | null {
  return waId ?? userId;
}

function idsOf({ waId, userId }: MetaUser): string[] {
  return [waId, userId].filter((id) => id !== null);
}

function digitsOf(displayed: unknown): string {
  return typeof displayed === 'string' ? displayed.replaceAll(/\D/g, '') : '';
}

function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex');
}
