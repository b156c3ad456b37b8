import type { WebhookEventName } from '@switchboard/contracts';

/** Something a tenant is told: written in the transaction of what it reports, by `publish_events`. */
export interface TenantEvent {
  tenantId: string;
  /** The `webhook-id`. The same report must make the same id: see `reportId`. */
  id: string;
  type: WebhookEventName;
  /** Meta's id of the number that it is about; null when it is about none. */
  metaPhoneNumberId: string | null;
  /** Events that share it are delivered in order. */
  orderingKey: string;
  /** JSON text: `{entryId, field, value}` from Meta, `{payload}` of ours. A text, so that nothing in it changes on its way. */
  body: string;
  /** Of the request that led to it, where one did. */
  requestId: string | null;
  /** How long it waits for something that belongs into it, at most, and with it what follows it; see `release_event`. */
  holdMs?: number;
}

/** The ordering key of a conversation: a number and its user, by the wa_id or, for those who hide it, the user id. */
export function conversationKey(metaPhoneNumberId: string, user: string | null): string {
  return `${metaPhoneNumberId}:${user ?? ''}`;
}

/** The ordering key of what is told about a whole WhatsApp Business Account. */
export function accountKey(wabaId: string): string {
  return `account:${wabaId}`;
}

/** The body of an event that passes a change of Meta's on. */
export function metaEventBody(entryId: string, field: string, value: unknown): string {
  return JSON.stringify({ entryId, field, value });
}

/** The JSON argument of `publish_events`; `ord` ties an event to the decision it follows in `settle_messages`. */
export function encodeTenantEvents(events: readonly { event: TenantEvent; ord?: number }[]): string {
  const items = events.map(({ event, ord }) => {
    const head = JSON.stringify({
      ord,
      tenant_id: event.tenantId,
      id: event.id,
      type: event.type,
      meta_phone_number_id: event.metaPhoneNumberId,
      ordering_key: event.orderingKey,
      request_id: event.requestId,
      hold_ms: event.holdMs,
    });
    return `${head.slice(0, -1)},"body":${event.body}}`;
  });
  return `[${items.join(',')}]`;
}
