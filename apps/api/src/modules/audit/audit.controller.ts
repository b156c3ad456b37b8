import { Controller, Get, Param, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { AuditQuery, type AuditEntryView } from './audit.dto';
import { AuditService } from './audit.service';

@Controller('console/v1')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('audit-log')
  @ConsoleRoute({ platform: ['support'] })
  listAll(@Query() query: AuditQuery): Promise<Page<AuditEntryView>> {
    return this.audit.listAll(query);
  }

  @Get('tenants/:tenantId/audit-log')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  listByTenant(@Param('tenantId') tenantId: string, @Query() query: AuditQuery): Promise<Page<AuditEntryView>> {
    return this.audit.listByTenant(tenantId, query);
  }
}
