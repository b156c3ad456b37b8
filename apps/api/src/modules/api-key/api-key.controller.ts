import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { type ApiKeyView, CreateApiKeyRequest, type CreatedApiKey, RotateApiKeyRequest } from './api-key.dto';
import { ApiKeyService } from './api-key.service';

@Controller('console/v1/tenants/:tenantId/api-keys')
@ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  @Post()
  create(
    @Param('tenantId') tenantId: string,
    @Body() body: CreateApiKeyRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<CreatedApiKey> {
    return this.keys.create(tenantId, body, { user, origin });
  }

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: CursorQuery): Promise<Page<ApiKeyView>> {
    return this.keys.list(tenantId, query);
  }

  @Get(':kid')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(@Param('tenantId') tenantId: string, @Param('kid') kid: string): Promise<ApiKeyView> {
    return this.keys.get(tenantId, kid);
  }

  @Post(':kid/rotate')
  rotate(
    @Param('tenantId') tenantId: string,
    @Param('kid') kid: string,
    @Body() body: RotateApiKeyRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<CreatedApiKey> {
    return this.keys.rotate(tenantId, kid, body.overlapSeconds ?? 0, { user, origin });
  }

  @Delete(':kid')
  @HttpCode(204)
  revoke(
    @Param('tenantId') tenantId: string,
    @Param('kid') kid: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.keys.revoke(tenantId, kid, { user, origin });
  }
}
