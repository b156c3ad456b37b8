import { decodeCallbackData } from '@switchboard/contracts';
import { reportId } from '../../events/report-id';
import { conversationKey, metaEventBody, type TenantEvent } from '../../events/tenant-event';
import type { ReportedStatus } from './message-state';

/** A status as Meta told it, to be passed on: the value of a change of the field `messages` that holds this one status. */
export interface StatusChange {
  /** The WhatsApp Business Account. */
  entryId: string;
  value: Readonly<Record<string, unknown>>;
  /** The wa_id of the recipient, or the user id of one who hides it. */
  user: string | null;
  /** Whose the number is now: who is told when the status is about no message of ours. Null: nobody. */
  ownerTenantId: string | null;
}

/** Whom a status is about and what it says, as far as its event depends on it. */
export interface ToldStatus {
  tenantId: string;
  metaPhoneNumberId: string;
  wamid: string;
  status: ReportedStatus;
  at: Date;
  change: StatusChange;
}

/**
 * The event that tells a tenant of a status. Meta's value is passed on as it came, but for `biz_opaque_callback_data`, which the
 * gateway has used for itself: it is the tenant's own again, or absent when the tenant gave none.
 * @param message ours, when the status is about one; null for a message that was sent past the gateway
 */
export function statusEvent(
  told: ToldStatus,
  message: { tenantCallbackData: string | null; requestId: string | null } | null,
): TenantEvent {
  const { tenantId, metaPhoneNumberId, wamid, status, at, change } = told;
  return {
    tenantId,
    id: reportId(at.getTime(), tenantId, 'status', wamid, status),
    type: status === 'read' ? 'read' : 'message_status',
    metaPhoneNumberId,
    orderingKey: conversationKey(metaPhoneNumberId, change.user),
    body: metaEventBody(change.entryId, 'messages', withTenantCallbackData(change.value, message)),
    requestId: message?.requestId ?? null,
  };
}

function withTenantCallbackData(
  value: Readonly<Record<string, unknown>>,
  message: { tenantCallbackData: string | null } | null,
): unknown {
  const { statuses } = value;
  if (!Array.isArray(statuses)) return value;
  return { ...value, statuses: statuses.map((status: unknown) => restored(status, message)) };
}

function restored(status: unknown, message: { tenantCallbackData: string | null } | null): unknown {
  const given = (status as { biz_opaque_callback_data?: unknown }).biz_opaque_callback_data;
  const isOurs = typeof given === 'string' && decodeCallbackData(given) !== null;
  if (!isOurs && (given !== undefined || message === null)) return status;
  const { biz_opaque_callback_data: _ours, ...rest } = status as Record<string, unknown>;
  const own = message?.tenantCallbackData ?? null;
  return own === null ? rest : { ...(status as object), biz_opaque_callback_data: own };
}
