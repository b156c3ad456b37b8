import { Global, Injectable, Module } from '@nestjs/common';
import { type MessageWebhookAttempt, MessageWebhooks } from '../message/message-webhooks';
import { DeliveryRepository } from './delivery.repository';

/** More attempts than that are in the deliveries of each endpoint. */
const ATTEMPTS_MAX = 200;

/** What endpoints were told about messages, for those who show messages. */
@Injectable()
class AttemptHistory extends MessageWebhooks {
  constructor(private readonly deliveries: DeliveryRepository) {
    super();
  }

  async attemptsOf(tenantId: string, eventIds: readonly string[]): Promise<MessageWebhookAttempt[]> {
    if (eventIds.length === 0) return [];
    const attempts = await this.deliveries.attemptsOf(tenantId, eventIds, ATTEMPTS_MAX);
    return attempts.map(({ at, endpointId, eventId, eventType, status, durationMs, error }) => ({
      at,
      endpointId,
      webhookId: eventId,
      event: eventType,
      status,
      durationMs,
      error,
    }));
  }
}

/** Global, so that `message`, which must not know webhooks, finds its `MessageWebhooks` here. */
@Global()
@Module({
  providers: [DeliveryRepository, { provide: MessageWebhooks, useClass: AttemptHistory }],
  exports: [MessageWebhooks],
})
export class AttemptHistoryModule {}
