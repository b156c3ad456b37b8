import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { GatewayError, type V1Message, type V1MessageDetail } from '@switchboard/contracts';
import type { Response } from 'express';
import { V2Envelope } from '../../http/envelope.interceptor';
import type { Page } from '../../http/pagination';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { MessageLogService } from './message-log.service';
import { V1MessageQuery } from './message-query.dto';
import { SandboxQuery } from './send-query.dto';
import { V2ReadRequest, type V2Success } from './v2-message.dto';
import { V2ReadService } from './v2-read.service';

/** The message log over v2, in the shapes and with the names of v1. */
@Controller('v2/messages')
@V2Envelope()
export class V2MessageController {
  constructor(
    private readonly log: MessageLogService,
    private readonly receipts: V2ReadService,
  ) {}

  @Get()
  @KeyRoute({ scope: 'messages:read' })
  list(@CurrentKey() key: ApiKeyPrincipal, @Query() query: V1MessageQuery): Promise<Page<V1Message>> {
    return this.log.list(key.tenantId, query.toMessageQuery());
  }

  @Get(':idOrWamid')
  @KeyRoute({ scope: 'messages:read' })
  async find(@CurrentKey() key: ApiKeyPrincipal, @Param('idOrWamid') idOrWamid: string): Promise<V1MessageDetail> {
    const message = await this.log.find(key.tenantId, idOrWamid);
    if (!message) throw new GatewayError('MSG_001');
    return message;
  }

  /** Marks a message of a user as read, free of charge. Unknown to the log: 404. */
  @Post(':wamid/read')
  @HttpCode(200)
  @KeyRoute({ scope: 'messages:send' })
  read(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('wamid') wamid: string,
    @Query() { is_fake: isFake }: SandboxQuery,
    @Body() body: V2ReadRequest,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2Success> {
    return this.receipts.markRead(wamid, body, { key, request, response, isFake });
  }
}
