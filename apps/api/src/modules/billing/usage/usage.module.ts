import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../../jobs/job-runner.service';
import { TenantModule } from '../../tenant/tenant.module';
import { PlatformUsageService } from './platform-usage.service';
import { UsageCountRepository } from './usage-count.repository';
import { UsageCountService } from './usage-count.service';
import { UsageReader } from './usage-reader.service';
import { UsageController } from './usage.controller';
import { UsageRepository } from './usage.repository';
import { UsageService } from './usage.service';
import { V1UsageController } from './v1-usage.controller';

const COUNT_EVERY_MS = 10_000;

/** What tenants send and spend, counted as it happens. */
@Module({
  imports: [TenantModule],
  controllers: [V1UsageController, UsageController],
  providers: [
    PlatformUsageService,
    UsageCountRepository,
    UsageCountService,
    UsageReader,
    UsageRepository,
    UsageService,
  ],
  exports: [UsageCountService],
})
export class UsageModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly counting: UsageCountService,
  ) {}

  onModuleInit(): void {
    this.runner.register([], [{ name: 'Count of usage', everyMs: COUNT_EVERY_MS, run: () => this.counting.run() }]);
  }
}
