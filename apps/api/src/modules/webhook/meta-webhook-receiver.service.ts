import { Injectable } from '@nestjs/common';
import { GatewayError, LIMITS } from '@switchboard/contracts';
import type { RequestHandler } from 'express';
import { AppConfig } from '../../config/env';
import { readBody } from '../../http/body';
import type { EdgeRequest } from '../../http/principal';
import { InboundEventRepository } from './inbound-event.repository';
import { verifyMetaSignature } from './meta-signature';

const TAKEN = { success: true } as const;
const TAKEN_BODY = JSON.stringify(TAKEN);

/** Takes what Meta posts: proves that Meta signed it, keeps it, and answers. What follows from it happens afterwards. */
@Injectable()
export class MetaWebhookReceiver {
  constructor(
    private readonly config: AppConfig,
    private readonly events: InboundEventRepository,
  ) {}

  /**
   * Durable when it returns.
   * @throws GatewayError WH_002, WH_003, VAL_001 for a body that is too large, SYS_002 when too much waits to be kept
   */
  async receive(request: EdgeRequest): Promise<typeof TAKEN> {
    const header = request.get('x-hub-signature-256');
    if (header === undefined) throw new GatewayError('WH_002');
    const body = await readBody(request, LIMITS.webhookBodyMaxBytes);
    verifyMetaSignature(body, header, this.config.metaAppSecret);
    await this.events.keep(body);
    return TAKEN;
  }

  /**
   * The same as a handler of Express, for the short way: Meta posts three updates for every message that tenants send, and one for
   * every message that users do. Guards, cookies, security headers and a log line per request are nothing to it and cost it
   * twice its work.
   */
  readonly handle: RequestHandler = async (request, response) => {
    await this.receive(request as unknown as EdgeRequest);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(TAKEN_BODY);
  };
}
