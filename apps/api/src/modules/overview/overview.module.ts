import { Module } from '@nestjs/common';
import { OverviewController } from './overview.controller';
import { OverviewRepository } from './overview.repository';
import { OverviewService } from './overview.service';
import { PlatformTenantController } from './platform-tenant.controller';
import { PlatformTenantRepository } from './platform-tenant.repository';

/** How a tenant's business goes, on one page; and how all of them stand, in a list. */
@Module({
  controllers: [OverviewController, PlatformTenantController],
  providers: [OverviewRepository, OverviewService, PlatformTenantRepository],
})
export class OverviewModule {}
