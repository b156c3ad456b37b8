import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import {
  type DeliveryDetailView,
  DeliveryQuery,
  type DeliveryView,
  ReplayRequest,
  type ReplayView,
} from './delivery.dto';
import { DeliveryDetail } from './delivery-detail.service';
import { ReplayService } from './replay.service';

/** What became of events on their way to endpoints, and sending them again. */
@Controller('console/v1/tenants/:tenantId/webhook-endpoints')
@ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
export class DeliveryController {
  constructor(
    private readonly deliveries: ReplayService,
    private readonly details: DeliveryDetail,
  ) {}

  @Get(':eid/deliveries')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @Query() query: DeliveryQuery,
  ): Promise<Page<DeliveryView>> {
    return this.deliveries.list(tenantId, eid, query);
  }

  @Get(':eid/deliveries/:did')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @Param('did') did: string,
  ): Promise<DeliveryDetailView> {
    return this.details.get(tenantId, eid, did);
  }

  @Post(['deliveries/:did/replay', ':eid/deliveries/:did/replay'])
  @HttpCode(202)
  replayOne(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string | undefined,
    @Param('did') did: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<DeliveryView> {
    return this.deliveries.replayOne(tenantId, did, eid, { user, origin });
  }

  @Post(':eid/replay')
  @HttpCode(202)
  replayRange(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @Body() body: ReplayRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<ReplayView> {
    return this.deliveries.replayRange(tenantId, eid, body, { user, origin });
  }
}
