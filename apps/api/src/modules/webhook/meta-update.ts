import type { CallbackReference, MetaPricing, MetaWebhookError, WebhookEventName } from '@switchboard/contracts';
import type { ReportedStatus } from '../message/message-state';

/** A part of an object of Meta's, of which we know some fields. */
export type MetaObject = Readonly<Record<string, unknown>>;

/** What every update has: the account it came through, and the value that is passed on (with this one update in it). */
interface Update {
  entryId: string;
  value: MetaObject;
  at: Date;
}

/** A user, by the ids that Meta named: users who hide their number have only the second. */
export interface MetaUser {
  /** wa_id: the phone number's digits. */
  waId: string | null;
  /** The business-scoped user id. */
  userId: string | null;
}

/** A message from a user. */
export interface MessageUpdate extends Update, MetaUser {
  kind: 'message';
  metaPhoneNumberId: string;
  displayPhoneNumber: string | null;
  wamid: string;
  type: string;
  profileName: string | null;
  /** Meta's message object. */
  message: MetaObject;
}

/** What became of a message to a user. */
export interface StatusNotice extends Update, MetaUser {
  kind: 'status';
  metaPhoneNumberId: string;
  wamid: string;
  status: ReportedStatus;
  /** From our callback data; null when the message was sent past the gateway. */
  reference: CallbackReference | null;
  pricing?: MetaPricing;
  errors?: MetaWebhookError[];
}

/** A user's wish about marketing messages. */
export interface PreferenceUpdate extends Update, MetaUser {
  kind: 'preference';
  metaPhoneNumberId: string | null;
  /** Null for wishes that are about something else. */
  marketing: 'stop' | 'resume' | null;
}

/** Everything else: about an account, its templates and numbers, or of a kind that we do not know. */
export interface AccountUpdate extends Update {
  kind: 'account';
  type: Extract<WebhookEventName, 'account' | 'message_template_status' | 'other'>;
  field: string;
  /** When the change names the number that it is about. */
  metaPhoneNumberId: string | null;
}

export type MetaUpdate = MessageUpdate | StatusNotice | PreferenceUpdate | AccountUpdate;
