import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import { AppConfig } from '../../config/env';
import type { EdgeRequest } from '../../http/principal';
import { PublicRoute } from '../../http/route-access.decorator';
import { isSameSecret } from './meta-signature';
import { MetaWebhookReceiver } from './meta-webhook-receiver.service';

/** Where Meta reports to. The caller is proved by its signature, not by a key. */
@Controller('webhooks/meta')
export class MetaWebhookController {
  constructor(
    private readonly config: AppConfig,
    private readonly receiver: MetaWebhookReceiver,
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

  /**
   * Answers as soon as the event is durable; what follows from it happens afterwards. Declared here for what it is; over HTTP it
   * is reached by the shorter way that createHttpApplication makes for it.
   */
  @Post()
  @HttpCode(200)
  @PublicRoute()
  receive(@Req() request: EdgeRequest): Promise<{ success: true }> {
    return this.receiver.receive(request);
  }
}
