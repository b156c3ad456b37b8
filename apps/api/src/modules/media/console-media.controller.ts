import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { type ConsoleMediaView, MediaQuery } from './media.dto';
import { MediaService } from './media.service';

/** The files of a tenant at the console. */
@Controller('console/v1/tenants/:tenantId/media')
export class ConsoleMediaController {
  constructor(private readonly media: MediaService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: MediaQuery): Promise<Page<ConsoleMediaView>> {
    return this.media.listForConsole(tenantId, query);
  }

  @Delete(':mediaId')
  @HttpCode(204)
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  remove(
    @Param('tenantId') tenantId: string,
    @Param('mediaId') mediaId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.media.removeAtConsole(tenantId, mediaId, { user, origin });
  }
}
