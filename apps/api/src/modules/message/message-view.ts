import {
  formatMoney,
  type MessageStatus,
  type V1Charge,
  type V1ChargeExplanation,
  type V1Message,
  type V1MessageDetail,
  type V1TimelineEntry,
} from '@switchboard/contracts';
import type { LogEvent, LogMessage, LogTransfer } from './message-log.repository';
import type { MessageWebhookAttempt } from './message-webhooks';

/** What happened to a message. */
export interface MessageHistory {
  events: readonly LogEvent[];
  transfers: readonly LogTransfer[];
  webhooks: readonly MessageWebhookAttempt[];
  /** Why it cost what it cost; null for an inbound message. */
  charge: V1ChargeExplanation | null;
}

/** The order of a message's life, for events that share a second. */
const LIFE: readonly string[] = ['accepted', 'uncertain', 'submitted', 'sent', 'delivered', 'read', 'played', 'failed'];

/** The user on the other side of a message: digits, or a user id. */
export function userOf({ direction, to, from }: LogMessage): string | null {
  return direction === 'inbound' ? from : to;
}

/** A message as the log shows it, here and at the console. */
export function presentMessage(message: LogMessage, windowOpenUntil: string | null): V1Message {
  return {
    id: message.id,
    wamid: message.wamid,
    direction: message.direction as V1Message['direction'],
    status: message.status as MessageStatus,
    type: message.type,
    to: message.to,
    from: message.from,
    phoneNumberId: message.metaPhoneNumberId,
    sandbox: message.sandbox,
    category: message.category as V1Message['category'],
    ...(message.error ? { error: message.error as unknown as V1Message['error'] } : {}),
    cost: {
      currency: message.currency,
      reserved: formatMoney(message.heldMicros),
      platformFee: formatMoney(message.platformFeeMicros),
      metaFee: formatMoney(message.metaFeeMicros),
      markup: formatMoney(message.markupMicros),
      total: formatMoney(message.platformFeeMicros + message.metaFeeMicros + message.markupMicros),
    },
    windowOpenUntil,
    createdAt: message.createdAt.toISOString(),
    updatedAt: message.updatedAt.toISOString(),
  };
}

/** One message with what was posted, what happened to it, whom it was told, and what moved in the wallet for it. */
export function presentDetail(
  message: LogMessage,
  { events, transfers, webhooks, charge }: MessageHistory,
  windowOpenUntil: string | null,
): V1MessageDetail {
  return {
    ...presentMessage(message, windowOpenUntil),
    payload: message.payload,
    timeline: withWebhooks(timelineOf(message, events), webhooks),
    charges: transfers.map(presentCharge),
    charge,
  };
}

function timelineOf(message: LogMessage, events: readonly LogEvent[]): V1TimelineEntry[] {
  const first = {
    event: message.direction === 'inbound' ? 'received' : 'accepted',
    at: message.createdAt,
    detail: null,
  };
  return [first, ...events]
    .sort((one, other) => LIFE.indexOf(one.event) - LIFE.indexOf(other.event) || one.at.getTime() - other.at.getTime())
    .map(({ at, event, detail }) => ({ at: at.toISOString(), event, ...(detail === null ? {} : { detail }) }));
}

/** Each attempt stands before the first entry of the message's life that is younger. */
function withWebhooks(life: V1TimelineEntry[], attempts: readonly MessageWebhookAttempt[]): V1TimelineEntry[] {
  const timeline = [...life];
  for (const { at, ...detail } of attempts) {
    const time = at.toISOString();
    const younger = timeline.findIndex((entry) => entry.at > time);
    timeline.splice(younger === -1 ? timeline.length : younger, 0, { at: time, event: 'webhook', detail });
  }
  return timeline;
}

function presentCharge({ createdAt, step, amountMicros }: LogTransfer): V1Charge {
  return { at: createdAt.toISOString(), kind: step, amount: formatMoney(amountMicros) };
}
