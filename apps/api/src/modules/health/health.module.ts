import { Module } from '@nestjs/common';
import { MessageModule } from '../message/message.module';
import { WebhookModule } from '../webhook/webhook.module';
import { HealthController } from './health.controller';
import { MetricsService } from './metrics.service';
import { PlatformController } from './platform.controller';
import { PlatformRepository } from './platform.repository';
import { PlatformService } from './platform.service';
import { ReadinessService } from './readiness.service';
import { ThroughputService } from './throughput.service';
import { V2HealthController } from './v2-health.controller';

@Module({
  imports: [MessageModule, WebhookModule],
  controllers: [HealthController, PlatformController, V2HealthController],
  providers: [ReadinessService, MetricsService, PlatformRepository, PlatformService, ThroughputService],
  exports: [MetricsService],
})
export class HealthModule {}
