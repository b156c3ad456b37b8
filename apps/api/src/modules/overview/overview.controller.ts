import { Controller, Get, Param, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { OverviewQuery, type OverviewView } from './overview.dto';
import { OverviewService } from './overview.service';

/** A tenant's first page. */
@Controller('console/v1/tenants/:tenantId/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  view(@Param('tenantId') tenantId: string, @Query() query: OverviewQuery): Promise<OverviewView> {
    return this.overview.view(tenantId, query.days);
  }
}
