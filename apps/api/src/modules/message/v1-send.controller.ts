import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { LIMITS } from '@switchboard/contracts';
import type { Response } from 'express';
import { readBody } from '../../http/body';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { SendQuery } from './send-query.dto';
import { SendService } from './send.service';

/** `POST /v1/wa/message`: the main job. The answer is written as text, because a replay must equal it byte for byte. */
@Controller('v1/wa')
export class V1SendController {
  constructor(private readonly sending: SendService) {}

  @Post('message')
  @KeyRoute({ scope: 'messages:send' })
  async send(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() query: SendQuery,
    @Req() request: EdgeRequest,
    @Res() response: Response,
  ): Promise<void> {
    const answer = await this.sending.send({
      key,
      requestId: request.id,
      body: await readBody(request, LIMITS.largeBodyMaxBytes),
      mmlite: query.mmlite,
      isFake: query.is_fake,
      queryPhoneNumberId: query.phone_number_id,
      headerPhoneNumberId: request.get('x-phone-number-id') || undefined,
      idempotencyKey: request.get('idempotency-key'),
    });
    if (answer.messageId !== null) response.setHeader('X-Message-Id', answer.messageId);
    if (answer.retryAfterSeconds !== null) response.setHeader('Retry-After', answer.retryAfterSeconds);
    if (answer.isReplayed) response.setHeader('Idempotent-Replayed', 'true');
    response.status(answer.status).type('application/json').send(answer.body);
  }
}
