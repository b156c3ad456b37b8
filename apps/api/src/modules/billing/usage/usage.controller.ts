import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { ConsoleRoute } from '../../../http/route-access.decorator';
import { PlatformUsageService } from './platform-usage.service';
import { type PlatformUsageView, UsageQuery, type UsageView } from './usage.dto';
import { UsageService } from './usage.service';

/** Usage at the console: of a tenant for its people, of all tenants for operators. */
@Controller('console/v1')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly platform: PlatformUsageService,
  ) {}

  @Get('tenants/:tenantId/usage')
  @ConsoleRoute({ platform: ['support'], tenant: TENANT_ROLES })
  ofTenant(@Param('tenantId') tenantId: string, @Query() query: UsageQuery): Promise<UsageView> {
    return this.usage.page(tenantId, query);
  }

  @Get('tenants/:tenantId/usage.csv')
  @ConsoleRoute({ platform: ['support'], tenant: TENANT_ROLES })
  async ofTenantCsv(@Param('tenantId') tenantId: string, @Query() query: UsageQuery): Promise<StreamableFile> {
    return csvFile(await this.usage.csv(tenantId, query));
  }

  @Get('usage')
  @ConsoleRoute({ platform: ['operator', 'support'] })
  ofAll(@Query() query: UsageQuery): Promise<PlatformUsageView> {
    return this.platform.page(query);
  }

  @Get('usage.csv')
  @ConsoleRoute({ platform: ['operator', 'support'] })
  ofAllCsv(@Query() query: UsageQuery): StreamableFile {
    return csvFile(this.platform.csv(query));
  }
}

function csvFile(lines: AsyncGenerator<string>): StreamableFile {
  return new StreamableFile(Readable.from(lines, { objectMode: false }), {
    type: 'text/csv; charset=utf-8',
    disposition: 'attachment; filename="usage.csv"',
  });
}
