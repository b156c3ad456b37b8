import { Injectable } from '@nestjs/common';
import { GatewayError, LIMITS } from '@switchboard/contracts';
import type { Response } from 'express';
import type { ApiKeyPrincipal, EdgeRequest } from '../../http/principal';
import { parseMessageJson } from '../message/body/parse-message-json';
import { readSendAnswer } from '../message/send-answer';
import { SendService } from '../message/send.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import { readParameterText } from './graph-body';
import type { GraphSendQuery } from './graph-query.dto';
import { messageText } from './message-text';

/** What a call to send says before its body. */
export interface GraphSend {
  key: ApiKeyPrincipal;
  /** Meta's id of the sender, from the path. */
  phoneNumberId: string;
  query: GraphSendQuery;
  /** Through Marketing Messages Lite. */
  mmlite: boolean;
}

/** Sends what comes in Meta's form, and answers as Meta does. */
@Injectable()
export class GraphSendService {
  constructor(
    private readonly sending: SendService,
    private readonly tenants: TenantDirectory,
  ) {}

  /** @throws GatewayError as `SendService`; NUM_001 before anything of the body is read, as Meta does */
  async send(
    { key, phoneNumberId, query, mmlite }: GraphSend,
    request: EdgeRequest,
    response: Response,
  ): Promise<void> {
    await this.requireSender(key.tenantId, phoneNumberId);
    const { text } = parseMessageJson(await readParameterText(request, response, LIMITS.largeBodyMaxBytes));
    const answer = await this.sending.send({
      key,
      requestId: request.id,
      body: Buffer.from(messageText(text, query.messaging_product)),
      mmlite,
      isFake: query.is_fake,
      queryPhoneNumberId: phoneNumberId,
      headerPhoneNumberId: undefined,
      idempotencyKey: request.get('idempotency-key'),
    });
    if (answer.messageId !== null) response.setHeader('X-Message-Id', answer.messageId);
    if (answer.isReplayed) response.setHeader('Idempotent-Replayed', 'true');
    const result = readSendAnswer(answer);
    if (result.kind === 'refused') throw result.error;
    response.status(200).type('application/json').send(result.data);
  }

  private async requireSender(tenantId: string, phoneNumberId: string): Promise<void> {
    const tenant = await this.tenants.get(tenantId);
    const isOwn = tenant?.phoneNumbers.some((number) => number.phoneNumberId === phoneNumberId) ?? false;
    if (!isOwn) throw new GatewayError('NUM_001');
  }
}
