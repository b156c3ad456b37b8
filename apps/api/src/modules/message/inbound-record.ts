import type { MediaKind } from '@switchboard/contracts';
import type { TenantEvent } from '../../events/tenant-event';
import type { TemplateChange } from '../template/template-change';
import type { PhoneNumberChange } from '../tenant/phone-number-change';

/** A message from a user, as a row of the log. */
export interface InboundMessage {
  tenantId: string;
  /** Made from what it reports, so that the same message is one row. */
  id: string;
  wamid: string;
  /** As Meta names it. */
  type: string;
  /** The number that it was sent to, as it is displayed. */
  to: string;
  /** The user's digits, or the business-scoped user id; null when Meta named neither. */
  from: string | null;
  phoneNumberId: string;
  metaPhoneNumberId: string;
  currency: string;
  /** Meta's message object, as JSON text. */
  payload: string;
}

/** A user was heard of: from `at` on the number may write freely for 24 hours. At least one of the ids is there. */
export interface ContactSighting {
  tenantId: string;
  phoneNumberId: string;
  waId: string | null;
  userId: string | null;
  profileName: string | null;
  at: Date;
}

/** A user stopped or resumed marketing messages. */
export interface PreferenceReport {
  tenantId: string;
  /** Digits, or a business-scoped user id. */
  recipient: string;
  value: 'stop' | 'resume';
  source: 'user_preferences' | 'quick_reply';
  changedAt: Date;
  /** The wamid that was answered: then it counts only when that was a marketing message of the tenant. */
  answers: string | null;
}

/** What Meta changed about a template; what is absent stays. */
export interface TemplateReport extends TemplateChange {
  wabaId: string;
}

/** What Meta changed about a number of ours; what is absent stays. */
export interface NumberReport extends PhoneNumberChange {
  /** Our id. */
  id: string;
}

/** A file that came with a message: it is fetched from Meta by a job. */
export interface ExpectedMedia {
  tenantId: string;
  /** Made from what was reported, so that the same file is expected once. */
  id: string;
  /** Our id of the number. */
  phoneNumberId: string;
  metaMediaId: string;
  /** What the tenant will fetch it by. */
  path: string;
  filename: string | null;
  kind: MediaKind;
  mimeType: string;
  /** Hexadecimal; null when Meta named none. */
  sha256: string | null;
  wamid: string;
  /** The event that waits for it. */
  eventId: string;
}

/** Something that Meta reported to one tenant: what it changes, and the event that tells of it. Written whole or not at all. */
export interface InboundRecord {
  event: TenantEvent;
  message?: InboundMessage;
  media?: ExpectedMedia;
  contact?: ContactSighting;
  preferences?: readonly PreferenceReport[];
  template?: TemplateReport;
  numbers?: readonly NumberReport[];
}
