import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { MessageModule } from '../message/message.module';
import { WebhookModule } from '../webhook/webhook.module';
import { HealthController } from './health.controller';
import { MetricsService } from './metrics.service';
import { PlatformController } from './platform.controller';
import { PlatformRepository } from './platform.repository';
import { PlatformService } from './platform.service';
import { QueuedJobController } from './queued-job.controller';
import { QueuedJobRepository } from './queued-job.repository';
import { QueuedJobService } from './queued-job.service';
import { ReadinessService } from './readiness.service';
import { ThroughputService } from './throughput.service';
import { V2HealthController } from './v2-health.controller';

@Module({
  imports: [AuditModule, MessageModule, WebhookModule],
  controllers: [HealthController, PlatformController, QueuedJobController, V2HealthController],
  providers: [
    ReadinessService,
    MetricsService,
    PlatformRepository,
    PlatformService,
    QueuedJobRepository,
    QueuedJobService,
    ThroughputService,
  ],
  exports: [MetricsService],
})
export class HealthModule {}
