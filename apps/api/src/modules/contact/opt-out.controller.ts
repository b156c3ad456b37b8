import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { AddOptOutRequest, OptOutQuery, type OptOutView } from './opt-out.dto';
import { OptOutService } from './opt-out.service';

@Controller('console/v1/tenants/:tenantId/opt-outs')
@ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
export class OptOutController {
  constructor(private readonly optOuts: OptOutService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: OptOutQuery): Promise<Page<OptOutView>> {
    return this.optOuts.list(tenantId, query);
  }

  @Post()
  add(
    @Param('tenantId') tenantId: string,
    @Body() body: AddOptOutRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<OptOutView> {
    return this.optOuts.add(tenantId, body.recipient, { user, origin });
  }

  @Delete(':recipient')
  @HttpCode(204)
  remove(
    @Param('tenantId') tenantId: string,
    @Param('recipient') recipient: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.optOuts.remove(tenantId, recipient, { user, origin });
  }
}
