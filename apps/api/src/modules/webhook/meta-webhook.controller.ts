import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { GatewayError, LIMITS } from '@switchboard/contracts';
import type { Response } from 'express';
import { AppConfig } from '../../config/env';
import { readBody } from '../../http/body';
import type { EdgeRequest } from '../../http/principal';
import { PublicRoute } from '../../http/route-access.decorator';
import { InboundEventRepository } from './inbound-event.repository';
import { isSameSecret, verifyMetaSignature } from './meta-signature';

/** Where Meta reports to. The caller is proved by its signature, not by a key. */
@Controller('webhooks/meta')
export class MetaWebhookController {
  constructor(
    private readonly config: AppConfig,
    private readonly events: InboundEventRepository,
  ) {}

  /** Meta's check, made once when the webhook is set up. */
  @Get()
  @PublicRoute()
  verify(@Query() query: Record<string, unknown>, @Res() response: Response): void {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
    if (mode !== 'subscribe' || typeof token !== 'string' || !isSameSecret(token, this.config.metaVerifyToken))
      throw new GatewayError('WH_001');
    response.type('text/plain').send(typeof challenge === 'string' ? challenge : '');
  }

  /** Answers as soon as the event is durable; what follows from it happens afterwards. */
  @Post()
  @HttpCode(200)
  @PublicRoute()
  async receive(@Req() request: EdgeRequest): Promise<{ success: true }> {
    const header = request.get('x-hub-signature-256');
    if (header === undefined) throw new GatewayError('WH_002');
    const body = await readBody(request, LIMITS.webhookBodyMaxBytes);
    verifyMetaSignature(body, header, this.config.metaAppSecret);
    await this.events.keep(body);
    return { success: true };
  }
}
