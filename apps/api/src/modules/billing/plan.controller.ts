import { Body, Controller, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import type { Page } from '../../http/pagination';
import { ConsoleRoute, SignedIn } from '../../http/route-access.decorator';
import { NewPlan, PlanChanges, type PlanView, type SubscriptionView, TenantPlan } from './plan.dto';
import { PlanService } from './plan.service';

@Controller('console/v1')
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Get('plans')
  @SignedIn()
  async list(): Promise<Page<PlanView>> {
    return { items: await this.plans.list(), nextCursor: null };
  }

  @Post('plans')
  @ConsoleRoute({ platform: ['operator'] })
  create(
    @Body() body: NewPlan,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PlanView> {
    return this.plans.create(body, user, origin);
  }

  @Patch('plans/:code')
  @ConsoleRoute({ platform: ['operator'] })
  update(
    @Param('code') code: string,
    @Body() body: PlanChanges,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PlanView> {
    return this.plans.update(code, body, user, origin);
  }

  @Put('tenants/:tenantId/plan')
  @ConsoleRoute({ platform: ['operator'] })
  assign(
    @Param('tenantId') tenantId: string,
    @Body() body: TenantPlan,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<SubscriptionView> {
    return this.plans.assign(tenantId, body, user, origin);
  }
}
