import { Controller, Get, Param, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { ContactQuery, type ContactView } from './contact.dto';
import { ContactService } from './contact.service';

@Controller('console/v1/tenants/:tenantId/contacts')
export class ContactController {
  constructor(private readonly contacts: ContactService) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: ContactQuery): Promise<Page<ContactView>> {
    return this.contacts.list(tenantId, query);
  }
}
