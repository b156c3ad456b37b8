import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { type PlanStandingView, type SubscriptionView, TenantPlan } from './subscription.dto';
import { SubscriptionService } from './subscription.service';

@Controller('console/v1/tenants/:tenantId/plan')
export class SubscriptionController {
  constructor(private readonly subscriptions: SubscriptionService) {}

  @Get()
  @ConsoleRoute({ platform: ['support'], tenant: TENANT_ROLES })
  view(@Param('tenantId') tenantId: string): Promise<PlanStandingView> {
    return this.subscriptions.standing(tenantId);
  }

  @Put()
  @ConsoleRoute({ platform: ['operator'] })
  assign(
    @Param('tenantId') tenantId: string,
    @Body() body: TenantPlan,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<SubscriptionView> {
    return this.subscriptions.assign(tenantId, body, user, origin);
  }
}
