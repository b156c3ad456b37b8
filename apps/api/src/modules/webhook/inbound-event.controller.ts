import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { InboundConsoleService } from './inbound-console.service';
import { type InboundEventDetailView, InboundEventQuery, type InboundEventView } from './inbound-event.dto';

/** What Meta posted. For operators; support may read. */
@Controller('console/v1/platform')
export class InboundEventController {
  constructor(private readonly inbound: InboundConsoleService) {}

  @Get('inbound-events')
  @ConsoleRoute({ platform: ['support'] })
  list(@Query() query: InboundEventQuery): Promise<Page<InboundEventView>> {
    return this.inbound.list(query);
  }

  @Get('inbound-events/:id')
  @ConsoleRoute({ platform: ['support'] })
  find(@Param('id') id: string): Promise<InboundEventDetailView> {
    return this.inbound.find(id);
  }

  @Post('inbound-events/:id/reprocess')
  @HttpCode(200)
  @ConsoleRoute({})
  reprocess(
    @Param('id') id: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<InboundEventView> {
    return this.inbound.reprocess(id, user, origin);
  }
}
