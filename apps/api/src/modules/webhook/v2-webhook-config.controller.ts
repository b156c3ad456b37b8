import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { V2Envelope } from '../../http/envelope.interceptor';
import { type ApiKeyPrincipal, CurrentKey, Origin, type RequestOrigin } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { type V2WebhookConfig, V2WebhookConfigRequest } from './v2-webhook-config.dto';
import { V2WebhookConfigService } from './v2-webhook-config.service';

/** The one webhook endpoint that tenants' programs set themselves; the console has as many as one likes. */
@Controller('v2/webhooks')
@V2Envelope()
@KeyRoute({ scope: 'webhooks:manage' })
export class V2WebhookConfigController {
  constructor(private readonly config: V2WebhookConfigService) {}

  @Get('config')
  get(@CurrentKey() key: ApiKeyPrincipal): Promise<V2WebhookConfig> {
    return this.config.get(key.tenantId);
  }

  /** Sets the address, enables it and sends it a signed sample of the event `test`. */
  @Post('config')
  @HttpCode(200)
  set(
    @CurrentKey() key: ApiKeyPrincipal,
    @Body() body: V2WebhookConfigRequest,
    @Origin() origin: RequestOrigin,
  ): Promise<V2WebhookConfig> {
    return this.config.set(key, body, origin);
  }
}
