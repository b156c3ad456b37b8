import { Controller, Get, Query } from '@nestjs/common';
import type { V1Usage } from '@switchboard/contracts';
import { V1Envelope } from '../../../http/envelope.interceptor';
import { type ApiKeyPrincipal, CurrentKey } from '../../../http/principal';
import { KeyRoute } from '../../../http/route-access.decorator';
import { V1UsageQuery } from './usage.dto';
import { UsageService } from './usage.service';

/** Usage for tenants' programs. */
@Controller('v1/wa/usage')
@V1Envelope()
export class V1UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @KeyRoute({ scope: 'billing:read' })
  list(@CurrentKey() key: ApiKeyPrincipal, @Query() query: V1UsageQuery): Promise<V1Usage> {
    return this.usage.forProgram(key.tenantId, query);
  }
}
