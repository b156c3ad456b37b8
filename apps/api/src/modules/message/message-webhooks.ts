/** An attempt to tell an endpoint of the tenant something about a message. */
export interface MessageWebhookAttempt {
  at: Date;
  endpointId: string;
  /** The `webhook-id`: of the event. */
  webhookId: string;
  /** Which event: `messages`, `message_status`, `read`. */
  event: string;
  /** The HTTP status; null when no answer came. */
  status: number | null;
  durationMs: number;
  error: string | null;
}

/** What endpoints were told about messages. Messages do not know webhooks; those provide this, in a global module. */
export abstract class MessageWebhooks {
  /** The attempts for these events, oldest first; of very many the oldest. */
  abstract attemptsOf(tenantId: string, eventIds: readonly string[]): Promise<MessageWebhookAttempt[]>;
}
