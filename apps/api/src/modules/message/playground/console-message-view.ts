import {
  isJsonObject,
  type JsonValue,
  MEDIA_KINDS,
  type MetaPricing,
  type V1ChargeExplanation,
  type V1MessageDetail,
} from '@switchboard/contracts';
import type { LogEntry } from '../message-log.repository';
import { type MessageHistory, presentDetail } from '../message-view';
import type { ConversationFile } from './conversations.service';

/** An attempt to tell an endpoint of the tenant of a message or of one of its statuses. */
export interface MessageWebhookView {
  at: string;
  endpointId: string;
  /** The `webhook-id`: of the event, the same for all attempts. */
  webhookId: string;
  /** `messages`, `message_status`, `read`. */
  event: string;
  /** The HTTP status of the answer; null when none came. */
  status: number | null;
  durationMs: number;
  error: string | null;
}

/** How the price of a message came about, with Meta's own word on it. */
export interface ConsoleChargeExplanation extends Omit<V1ChargeExplanation, 'meta'> {
  /** Null while Meta has told none. */
  meta: MetaPricing | null;
}

/** A message's page at the console. */
export interface ConsoleMessageDetail extends Omit<V1MessageDetail, 'charge'> {
  /** The key that sent it; null when a person or a user did. */
  apiKeyId: string | null;
  /** Of the request that sent it; null for what users sent. */
  requestId: string | null;
  /** Whether it was sent as a Marketing Messages Lite message: to send it so again needs `mmlite`. */
  mmlite: boolean;
  /** Whether its payload can be sent again as it is: it was sent by the tenant, and no file came with it in base64, of which only the digest is kept. */
  canResend: boolean;
  /** Its file, where one is on record. */
  media: ConversationFile | null;
  /** The attempts to tell endpoints of it, oldest first; at most 200. The timeline has them too. */
  webhooks: MessageWebhookView[];
  /** Null for an inbound message, which costs nothing. */
  charge: ConsoleChargeExplanation | null;
}

export function presentForConsole(
  { message, origin }: LogEntry,
  history: MessageHistory,
  windowOpenUntil: string | null,
): Omit<ConsoleMessageDetail, 'media'> {
  const detail = presentDetail(message, history, windowOpenUntil);
  const { charge } = detail;
  return {
    ...detail,
    apiKeyId: origin.apiKeyId,
    requestId: origin.requestId,
    mmlite: origin.marketingLite,
    canResend: message.direction === 'outbound' && !hasLostFile(message.payload as JsonValue),
    webhooks: history.webhooks.map(({ at, ...attempt }) => ({ at: at.toISOString(), ...attempt })),
    charge: charge && { ...charge, meta: (charge.meta ?? null) as MetaPricing | null },
  };
}

/** In place of a file that came in base64 the log has its digest (see SendService). */
function hasLostFile(payload: JsonValue): boolean {
  if (!isJsonObject(payload)) return true;
  const kind = payload['type'];
  const media = typeof kind === 'string' && Object.hasOwn(MEDIA_KINDS, kind) ? payload[kind] : null;
  return isJsonObject(media) && typeof media['id'] === 'string' && media['id'].startsWith('sha256:');
}
