import { Controller, Get, Query } from '@nestjs/common';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { PlatformTenantQuery, type PlatformTenantView, presentPlatformTenant } from './platform-tenant.dto';
import { PlatformTenantRepository } from './platform-tenant.repository';

/** All tenants with what they hold. */
@Controller('console/v1/platform/tenants')
export class PlatformTenantController {
  constructor(private readonly repository: PlatformTenantRepository) {}

  @Get()
  @ConsoleRoute({ platform: ['support'] })
  async list(@Query() { cursor, limit, ...filter }: PlatformTenantQuery): Promise<Page<PlatformTenantView>> {
    const rows = await this.repository.list({ ...filter, beforeId: decodeCursor(cursor), take: limit + 1 });
    return pageOf(rows, limit, ({ id }) => id, presentPlatformTenant);
  }
}
