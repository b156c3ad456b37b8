import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { ChangeTenantSettingsRequest, type TenantSettingsView } from './tenant-settings.dto';
import { TenantService } from './tenant.service';

/** What a tenant decides about itself. */
@Controller('console/v1/tenants/:tenantId/settings')
@ConsoleRoute({ tenant: ['owner', 'admin'] })
export class TenantSettingsController {
  constructor(private readonly tenants: TenantService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(@Param('tenantId') tenantId: string): Promise<TenantSettingsView> {
    return this.tenants.settings(tenantId);
  }

  @Patch()
  change(
    @Param('tenantId') tenantId: string,
    @Body() body: ChangeTenantSettingsRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<TenantSettingsView> {
    return this.tenants.changeSettings(tenantId, body, user, origin);
  }
}
