import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { GatewayError, LIMITS, type V1Message, type V1MessageDetail, type V1Quote } from '@switchboard/contracts';
import { readBody } from '../../http/body';
import { V1Envelope } from '../../http/envelope.interceptor';
import type { Page } from '../../http/pagination';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { MessageLogService } from './message-log.service';
import { V1MessageQuery } from './message-query.dto';
import { QuoteService } from './quote.service';
import { SendQuery } from './send-query.dto';

/** The message log and the price of a message, for tenants' programs. */
@Controller('v1/wa')
@V1Envelope()
export class V1MessageController {
  constructor(
    private readonly log: MessageLogService,
    private readonly quotes: QuoteService,
  ) {}

  @Get('messages')
  @KeyRoute({ scope: 'messages:read' })
  list(@CurrentKey() key: ApiKeyPrincipal, @Query() query: V1MessageQuery): Promise<Page<V1Message>> {
    return this.log.list(key.tenantId, query.toMessageQuery());
  }

  @Get('messages/:idOrWamid')
  @KeyRoute({ scope: 'messages:read' })
  async find(@CurrentKey() key: ApiKeyPrincipal, @Param('idOrWamid') idOrWamid: string): Promise<V1MessageDetail> {
    const message = await this.log.find(key.tenantId, idOrWamid);
    if (!message) throw new GatewayError('MSG_001');
    return message;
  }

  @Post('quote')
  @HttpCode(200)
  @KeyRoute({ scope: 'billing:read' })
  async quote(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() query: SendQuery,
    @Req() request: EdgeRequest,
  ): Promise<V1Quote> {
    const body = await readBody(request, LIMITS.largeBodyMaxBytes);
    const wish = {
      query: query.phone_number_id,
      header: request.get('x-phone-number-id') || undefined,
      keyDefault: key.phoneNumberId,
    };
    return this.quotes.quoteBody(body, { key, wish, marketingLite: query.mmlite });
  }
}
