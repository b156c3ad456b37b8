import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { TemplateQuery, type TemplateSyncView, type TemplateView } from './template.dto';
import { TemplateService } from './template.service';

@Controller('console/v1/tenants/:tenantId/templates')
export class TemplateController {
  constructor(private readonly templates: TemplateService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: TemplateQuery): Promise<Page<TemplateView>> {
    return this.templates.list(tenantId, query);
  }

  @Post('sync')
  @HttpCode(200)
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  sync(
    @Param('tenantId') tenantId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TemplateSyncView> {
    return this.templates.sync(tenantId, user, origin);
  }
}
