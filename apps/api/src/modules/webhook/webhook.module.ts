import { Module } from '@nestjs/common';
import { MessageModule } from '../message/message.module';
import { TenantModule } from '../tenant/tenant.module';
import { InboundEventRepository } from './inbound-event.repository';
import { InboundEventService } from './inbound-event.service';
import { InboundWorker } from './inbound-worker.service';
import { MetaWebhookController } from './meta-webhook.controller';

/** What Meta tells us. */
@Module({
  imports: [MessageModule, TenantModule],
  controllers: [MetaWebhookController],
  providers: [InboundEventRepository, InboundEventService, InboundWorker],
})
export class WebhookModule {}
