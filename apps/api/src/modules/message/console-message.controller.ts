import { Readable } from 'node:stream';
import { Controller, Get, Header, Headers, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { TENANT_ROLES, type V1Message } from '@switchboard/contracts';
import type { Response } from 'express';
import type { Page } from '../../http/pagination';
import { CurrentUser, type UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { CurrentAccess, type StillAllowed } from '../../http/still-allowed.decorator';
import { TenantDirectory } from '../tenant/tenant-directory';
import { filterOf } from './log-filter';
import { MessageLogService } from './message-log.service';
import { MessageFilter, MessageQuery } from './message-query.dto';
import type { ConsoleMessageDetail } from './playground/console-message-view';
import { Conversations } from './playground/conversations.service';
import { LiveTail } from './playground/live-tail.service';
import { CSV_MAX_ROWS, MessageSearch } from './playground/message-search.service';

/** The message log of a tenant at the console. */
@Controller('console/v1/tenants/:tenantId')
export class ConsoleMessageController {
  constructor(
    private readonly log: MessageLogService,
    private readonly searches: MessageSearch,
    private readonly tail: LiveTail,
    private readonly conversations: Conversations,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * The log, newest first. A page looks at 50,000 messages at most, so that a search for something rare may answer with few items, or
   * none, and a `nextCursor` that goes on: the list ends where that is null.
   */
  @Get('messages')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: MessageQuery): Promise<Page<V1Message>> {
    return this.searches.page(tenantId, query);
  }

  /**
   * The same as CSV, newest first, with at most 100,000 rows: the header `X-Row-Limit` says so, and a last line where there are more.
   * Amounts are decimal strings; what begins like a formula is made text by an apostrophe.
   */
  @Get('messages.csv')
  @Header('X-Row-Limit', String(CSV_MAX_ROWS))
  @ConsoleRoute({ tenant: TENANT_ROLES })
  async csv(@Param('tenantId') tenantId: string, @Query() query: MessageFilter): Promise<StreamableFile> {
    const lines = await this.searches.csv(tenantId, query);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="messages.csv"',
    });
  }

  /**
   * The live tail, as server-sent events: `ready` with `{reload}`, then `message` with a V1Message for each new message and each
   * change of one of the newest 1,000, within about a second; `gap` when more changed at once than was read, after which the list is
   * to be loaded anew; `end` with `{reason}` when it ends by itself (`age` after an hour, `access` when the session or the role is
   * gone, `shutdown`). A browser that comes back with `Last-Event-ID` misses nothing and gets nothing twice; where that cannot be
   * kept, `ready` says `reload`. At most 10 streams per person (429) and 200 per process (503).
   */
  @Get('messages/stream')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  async stream(
    @Param('tenantId') tenantId: string,
    @Query() query: MessageFilter,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentUser() user: UserPrincipal,
    @CurrentAccess() stillAllowed: StillAllowed,
    @Res() response: Response,
  ): Promise<void> {
    const { id } = await this.tenants.require(tenantId);
    const { userId } = user;
    const filter = filterOf(query);
    this.tail.open(response, {
      userId,
      tenantId: id,
      filter,
      lastEventId: lastEventId || null,
      stillAllowed,
    });
  }

  /** One message by our id or by its wamid: its timeline, payload, the attempts to tell endpoints of it, and its charge explained. */
  @Get('messages/:idOrWamid')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  async find(
    @Param('tenantId') tenantId: string,
    @Param('idOrWamid') idOrWamid: string,
  ): Promise<ConsoleMessageDetail> {
    const message = await this.log.findForConsole(tenantId, idOrWamid);
    if (!message) throw ProblemError.notFound('Message');
    return { ...message, media: await this.conversations.fileOf(tenantId, message) };
  }
}
