import { Body, Controller, HttpCode, Param, Post, Headers, Res } from '@nestjs/common';
import { LIMITS, type V1Quote } from '@switchboard/contracts';
import type { Response } from 'express';
import { JsonBodyUpTo } from '../../../http/console-body';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../../http/principal';
import { ConsoleRoute } from '../../../http/route-access.decorator';
import { ConsoleSendBody, MessageQuoteBody, type PlaygroundOutcome, type SentMessageView } from './playground.dto';
import { Playground } from './playground.service';

/** Sending from the console. */
@Controller('console/v1/tenants/:tenantId/messages')
export class PlaygroundController {
  constructor(private readonly playground: Playground) {}

  /**
   * Sends a message: in the sandbox unless `isFake` is false. Takes an Idempotency-Key as v1 does, and at most 60 messages a minute of
   * one person. 201 with the message, 200 for a read receipt and for a repeated key. Refusals have the gateway's code (`BILL_001`,
   * `GW_001`, …) and name fields under `message.`; the header `X-Message-Id` names the message where it exists nevertheless.
   */
  @Post()
  @JsonBodyUpTo(LIMITS.largeBodyMaxBytes)
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  async send(
    @Param('tenantId') tenantId: string,
    @Body() body: ConsoleSendBody,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SentMessageView> {
    return answer(response, await this.playground.send(tenantId, body, { user, origin, idempotencyKey }));
  }

  /** What a message would cost with the tenant's plan and number. Nothing is sent or charged; a read receipt has no price. */
  @Post('quote')
  @HttpCode(200)
  @JsonBodyUpTo(LIMITS.largeBodyMaxBytes)
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  quote(@Param('tenantId') tenantId: string, @Body() body: MessageQuoteBody): Promise<V1Quote> {
    return this.playground.quote(tenantId, body);
  }
}

function answer(response: Response, outcome: PlaygroundOutcome): SentMessageView {
  const messageId = outcome.kind === 'sent' ? outcome.view.messageId : outcome.messageId;
  if (messageId !== null) response.setHeader('X-Message-Id', messageId);
  if (outcome.kind === 'refused') throw outcome.error;
  const { view } = outcome;
  if (view.isReplayed) response.setHeader('Idempotent-Replayed', 'true');
  if (view.messageId === null || view.isReplayed) response.status(200);
  return view;
}
