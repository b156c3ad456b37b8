import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import {
  type AccountSyncList,
  CreateTemplateRequest,
  DeleteTemplateQuery,
  type TemplateDetailView,
  TemplateQuery,
  type TemplateSyncView,
  type TemplateView,
} from './template.dto';
import { TemplateService } from './template.service';

@Controller('console/v1/tenants/:tenantId/templates')
@ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
export class TemplateController {
  constructor(private readonly templates: TemplateService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: TemplateQuery): Promise<Page<TemplateView>> {
    return this.templates.list(tenantId, query);
  }

  /** How the copy of each account stands against Meta. */
  @Get('syncs')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  listSyncs(@Param('tenantId') tenantId: string): Promise<AccountSyncList> {
    return this.templates.listSyncs(tenantId);
  }

  /** One template by our id, with the languages that go with it when its name is deleted. */
  @Get(':tid')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(@Param('tenantId') tenantId: string, @Param('tid') tid: string): Promise<TemplateDetailView> {
    return this.templates.get(tenantId, tid);
  }

  @Post()
  create(
    @Param('tenantId') tenantId: string,
    @Body() body: CreateTemplateRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TemplateView> {
    return this.templates.create(tenantId, body, { user, origin });
  }

  @Post('sync')
  @HttpCode(200)
  sync(
    @Param('tenantId') tenantId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TemplateSyncView> {
    return this.templates.sync(tenantId, { user, origin });
  }

  @Delete(':tid')
  @HttpCode(204)
  remove(
    @Param('tenantId') tenantId: string,
    @Param('tid') tid: string,
    @Query() { scope }: DeleteTemplateQuery,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.templates.remove(tenantId, tid, scope, { user, origin });
  }
}
