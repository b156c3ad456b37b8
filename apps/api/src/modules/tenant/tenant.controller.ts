import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute, SignedIn } from '../../http/route-access.decorator';
import { ChangeTenantRequest, CreateTenantRequest, TenantQuery, type TenantView } from './tenant.dto';
import { TenantService } from './tenant.service';

@Controller('console/v1/tenants')
export class TenantController {
  constructor(private readonly tenants: TenantService) {}

  @Post()
  @ConsoleRoute({ platform: ['operator'] })
  create(
    @Body() body: CreateTenantRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TenantView> {
    return this.tenants.create(body, user, origin);
  }

  @Get()
  @SignedIn()
  list(@Query() query: TenantQuery, @CurrentUser() user: UserPrincipal): Promise<Page<TenantView>> {
    return this.tenants.list(query, user);
  }

  @Get(':tenantId')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(@Param('tenantId') tenantId: string): Promise<TenantView> {
    return this.tenants.get(tenantId);
  }

  @Patch(':tenantId')
  @ConsoleRoute({ tenant: ['owner', 'admin'] })
  change(
    @Param('tenantId') tenantId: string,
    @Body() body: ChangeTenantRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TenantView> {
    return this.tenants.change(tenantId, body, user, origin);
  }

  @Delete(':tenantId')
  @HttpCode(204)
  @ConsoleRoute({ platform: ['operator'] })
  close(
    @Param('tenantId') tenantId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.tenants.close(tenantId, user, origin);
  }

  @Post(':tenantId/suspend')
  @HttpCode(200)
  @ConsoleRoute({ platform: ['operator'] })
  suspend(
    @Param('tenantId') tenantId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TenantView> {
    return this.tenants.suspend(tenantId, user, origin);
  }

  @Post(':tenantId/resume')
  @HttpCode(200)
  @ConsoleRoute({ platform: ['operator'] })
  resume(
    @Param('tenantId') tenantId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TenantView> {
    return this.tenants.resume(tenantId, user, origin);
  }
}
