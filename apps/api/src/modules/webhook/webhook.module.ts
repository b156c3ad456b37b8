import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../jobs/job-runner.service';
import { MessageModule } from '../message/message.module';
import { TenantModule } from '../tenant/tenant.module';
import { InboundEventJob } from './inbound-event.job';
import { InboundEventRepository } from './inbound-event.repository';
import { MetaWebhookController } from './meta-webhook.controller';

/** What Meta tells us. */
@Module({
  imports: [MessageModule, TenantModule],
  controllers: [MetaWebhookController],
  providers: [InboundEventRepository, InboundEventJob],
})
export class WebhookModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly job: InboundEventJob,
  ) {}

  onModuleInit(): void {
    this.runner.register([this.job]);
  }
}
