import { findGraphError } from '@switchboard/contracts';
import type { MetaPricing, MetaStatus, MetaWebhookContact, MetaWebhookError } from '@switchboard/contracts';

import type { BusinessNumber } from './account-store';
import { noteStatus } from './message-log';
import type { LoggedMessage } from './message-log';
import { priceMessage } from './pricing';
import type { PlannedStatus } from './status-plan';
import type { WhatsAppUser } from './user-store';
import type { World } from './world';

/** What a test may set in a status that it reports by hand. */
export interface ManualStatus {
  readonly status: string;
  readonly pricing?: unknown;
  readonly conversation?: unknown;
  readonly errors?: unknown;
  readonly timestamp?: string;
}

const ERROR_HREF = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

/** Reports what becomes of accepted messages, as webhooks of the field `messages`. */
export class StatusReporter {
  constructor(private readonly world: World) {}

  /** Schedules the reports of a plan. */
  schedule(message: LoggedMessage, plan: readonly PlannedStatus[]): void {
    for (const step of plan) this.world.timers.schedule(step.delayMs, () => this.reportStep(message, step));
  }

  /** Reports a status at once; `pricing` and the rest are taken as given. */
  reportByHand(message: LoggedMessage, manual: ManualStatus): void {
    this.report(message, manual.status, {
      ...(manual.timestamp === undefined ? {} : { timestamp: manual.timestamp }),
      ...(manual.conversation === undefined ? {} : { conversation: manual.conversation }),
      ...(manual.pricing === undefined ? {} : { pricing: manual.pricing }),
      ...(manual.errors === undefined ? {} : { errors: manual.errors }),
    });
  }

  private reportStep(message: LoggedMessage, step: PlannedStatus): void {
    const { status, errorCode } = step;
    if (errorCode !== undefined) {
      this.report(message, status, { errors: [webhookError(errorCode, step.errorDetails)] });
      return;
    }
    this.report(message, status, step.priced ? this.priced(message, status) : {});
  }

  private priced(message: LoggedMessage, status: string): Partial<MetaStatus> {
    message.pricing ??= this.price(message);
    if (message.pricing === undefined) return {};
    const { category } = message.pricing;
    const id = conversationId(message.wamid ?? '');
    const expiration =
      status === 'sent' ? { expiration_timestamp: String(Math.floor(Date.now() / 1000) + 86_400) } : {};
    return { conversation: { id, ...expiration, origin: { type: category } }, pricing: message.pricing };
  }

  private price(message: LoggedMessage): MetaPricing | undefined {
    const { number, user, category } = message;
    if (number === undefined || user === undefined || category === undefined) return undefined;
    const atMs = Date.now();
    return priceMessage({
      category,
      atMs,
      windowOpen: this.world.users.isWindowOpen(number.id, user, atMs),
      number,
      freeServiceMessages: this.world.config.freeServiceMessages,
    });
  }

  private report(message: LoggedMessage, status: string, extra: Readonly<Record<string, unknown>>): void {
    const { number, user, wamid, callbackData } = message;
    if (number === undefined || user === undefined || wamid === undefined) return;
    noteStatus(message, status);
    const { userIds } = this.world.config;
    const value = {
      messaging_product: 'whatsapp',
      metadata: metadataOf(number),
      ...(status === 'failed' ? {} : { contacts: [contactOf(user, userIds)] }),
      statuses: [
        {
          id: wamid,
          status,
          timestamp: String(Math.floor(Date.now() / 1000)),
          ...(user.waId === undefined || user.bsuidOnly ? {} : { recipient_id: user.waId }),
          ...(userIds || user.bsuidOnly ? { recipient_user_id: user.userId } : {}),
          ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
          ...extra,
        },
      ],
    };
    this.world.publish(number.wabaId, 'messages', value);
  }
}

/** The `metadata` of a webhook. */
export function metadataOf(number: BusinessNumber): {
  readonly display_phone_number: string;
  readonly phone_number_id: string;
} {
  return { display_phone_number: number.displayDigits, phone_number_id: number.id };
}

/** The `contacts` item of a webhook; without a phone number for users who hide theirs. */
export function contactOf(user: WhatsAppUser, userIds: boolean, name?: string): MetaWebhookContact {
  return {
    ...(name === undefined ? {} : { profile: { name } }),
    ...(user.waId === undefined || user.bsuidOnly ? {} : { wa_id: user.waId }),
    ...(userIds || user.bsuidOnly ? { user_id: user.userId } : {}),
  };
}

/** The error of a failed status. */
export function webhookError(code: number, details?: string): MetaWebhookError {
  const title = findGraphError(code)?.title ?? 'Error';
  return { code, title, message: title, error_data: { details: details ?? title }, href: ERROR_HREF };
}

/** Under per-message pricing every message is its own conversation. */
function conversationId(wamid: string): string {
  return Buffer.from(wamid.slice(-24)).toString('hex').slice(0, 32);
}
