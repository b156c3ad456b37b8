import { Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Response } from 'express';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { MAJOR, MINOR } from './graph-version';
import { GraphSendQuery } from './graph-query.dto';
import { GraphSendService } from './graph-send.service';

/** Sending as at Meta. The answer is written as text, because Meta's is passed on byte for byte. */
@Controller('v:major.:minor/:phoneNumberId')
@ApiParam(MAJOR)
@ApiParam(MINOR)
export class GraphMessageController {
  constructor(private readonly sending: GraphSendService) {}

  /** A message of any type, or a read receipt. */
  @Post('messages')
  @KeyRoute({ scope: 'messages:send' })
  send(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('phoneNumberId') phoneNumberId: string,
    @Query() query: GraphSendQuery,
    @Req() request: EdgeRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.sending.send({ key, phoneNumberId, query, mmlite: false }, request, response);
  }

  /** A template, through Meta's Marketing Messages Lite. */
  @Post('marketing_messages')
  @KeyRoute({ scope: 'messages:send' })
  sendMarketing(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('phoneNumberId') phoneNumberId: string,
    @Query() query: GraphSendQuery,
    @Req() request: EdgeRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.sending.send({ key, phoneNumberId, query, mmlite: true }, request, response);
  }
}
