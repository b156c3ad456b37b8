import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import {
  ChangeEndpointRequest,
  type CreatedEndpoint,
  CreateEndpointRequest,
  type EndpointTestView,
  type EndpointView,
  type ListedEndpointView,
  RotateEndpointSecretRequest,
  TestEndpointRequest,
} from './endpoint.dto';
import { EndpointListing } from './endpoint-listing.service';
import { EndpointService } from './endpoint.service';
import { EndpointTest } from './endpoint-test.service';

/** Where a tenant wants to be told. */
@Controller('console/v1/tenants/:tenantId/webhook-endpoints')
@ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
export class EndpointController {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly listing: EndpointListing,
    private readonly tests: EndpointTest,
  ) {}

  @Post()
  create(
    @Param('tenantId') tenantId: string,
    @Body() body: CreateEndpointRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<CreatedEndpoint> {
    return this.endpoints.create(tenantId, body, { user, origin });
  }

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: CursorQuery): Promise<Page<ListedEndpointView>> {
    return this.listing.list(tenantId, query);
  }

  @Get(':eid')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(@Param('tenantId') tenantId: string, @Param('eid') eid: string): Promise<ListedEndpointView> {
    return this.listing.get(tenantId, eid);
  }

  @Patch(':eid')
  change(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @Body() body: ChangeEndpointRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<EndpointView> {
    return this.endpoints.change(tenantId, eid, body, { user, origin });
  }

  @Delete(':eid')
  @HttpCode(204)
  remove(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.endpoints.remove(tenantId, eid, { user, origin });
  }

  @Post(':eid/rotate-secret')
  @HttpCode(200)
  rotateSecret(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @Body() body: RotateEndpointSecretRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<{ secret: string }> {
    return this.endpoints.rotateSecret(tenantId, eid, body.overlapSeconds ?? 0, { user, origin });
  }

  @Post(':eid/test')
  @HttpCode(200)
  test(
    @Param('tenantId') tenantId: string,
    @Param('eid') eid: string,
    @Body() body: TestEndpointRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<EndpointTestView> {
    return this.tests.send(tenantId, eid, body.event ?? 'test', { user, origin });
  }
}
