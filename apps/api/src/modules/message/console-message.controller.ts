import { Controller, Get, Param, Query } from '@nestjs/common';
import { TENANT_ROLES, type V1Message, type V1MessageDetail } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { ProblemError } from '../../http/problem';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { TenantDirectory } from '../tenant/tenant-directory';
import { MessageLogService } from './message-log.service';
import { MessageQuery } from './message-query.dto';

/** The message log of a tenant at the console. */
@Controller('console/v1/tenants/:tenantId/messages')
export class ConsoleMessageController {
  constructor(
    private readonly log: MessageLogService,
    private readonly tenants: TenantDirectory,
  ) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  async list(@Param('tenantId') tenantId: string, @Query() query: MessageQuery): Promise<Page<V1Message>> {
    await this.tenants.require(tenantId);
    return this.log.list(tenantId, query);
  }

  @Get(':idOrWamid')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  async find(@Param('tenantId') tenantId: string, @Param('idOrWamid') idOrWamid: string): Promise<V1MessageDetail> {
    const message = await this.log.find(tenantId, idOrWamid);
    if (!message) throw ProblemError.notFound('Message');
    return message;
  }
}
