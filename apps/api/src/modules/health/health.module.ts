import { Module } from '@nestjs/common';
import { MessageModule } from '../message/message.module';
import { HealthController } from './health.controller';
import { MetricsService } from './metrics.service';
import { ReadinessService } from './readiness.service';

@Module({
  imports: [MessageModule],
  controllers: [HealthController],
  providers: [ReadinessService, MetricsService],
  exports: [MetricsService],
})
export class HealthModule {}
