import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { MessageModule } from '../message/message.module';
import { TenantModule } from '../tenant/tenant.module';
import { DeliveryModule } from './delivery.module';
import { InboundConsoleService } from './inbound-console.service';
import { InboundEventController } from './inbound-event.controller';
import { InboundEventRepository } from './inbound-event.repository';
import { InboundEventService } from './inbound-event.service';
import { InboundOwners } from './inbound-owners.service';
import { InboundWorker } from './inbound-worker.service';
import { MetaWebhookController } from './meta-webhook.controller';
import { MetaWebhookReceiver } from './meta-webhook-receiver.service';

/** What Meta tells us, and what we tell tenants. */
@Module({
  imports: [AuditModule, DeliveryModule, MessageModule, TenantModule],
  controllers: [MetaWebhookController, InboundEventController],
  providers: [
    InboundEventRepository,
    InboundEventService,
    InboundConsoleService,
    InboundOwners,
    InboundWorker,
    MetaWebhookReceiver,
  ],
  exports: [InboundConsoleService],
})
export class WebhookModule {}
