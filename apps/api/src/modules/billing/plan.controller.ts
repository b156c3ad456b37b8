import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { CursorQuery, type Page, pageOfWhole } from '../../http/pagination';
import { ConsoleRoute, SignedIn } from '../../http/route-access.decorator';
import { isPlanCode, NewPlan, PlanChanges, type PlanView } from './plan.dto';
import { PlanService } from './plan.service';

@Controller('console/v1')
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Get('plans')
  @SignedIn()
  async list(@Query() query: CursorQuery): Promise<Page<PlanView>> {
    return pageOfWhole(await this.plans.list(), query, ({ code }) => code, isPlanCode);
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

  @Delete('plans/:code')
  @HttpCode(204)
  @ConsoleRoute({ platform: ['operator'] })
  remove(
    @Param('code') code: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.plans.remove(code, user, origin);
  }
}
