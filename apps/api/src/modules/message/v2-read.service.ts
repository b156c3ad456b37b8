import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { TenantDirectory } from '../tenant/tenant-directory';
import { MessageLogService } from './message-log.service';
import { SendService } from './send.service';
import type { V2ReadRequest, V2Success } from './v2-message.dto';
import type { V2Call } from './v2-send.service';

/** Marks messages of users as read. */
@Injectable()
export class V2ReadService {
  constructor(
    private readonly sending: SendService,
    private readonly log: MessageLogService,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Marks a message as read at the number that it came to.
   * @throws GatewayError NUM_001 for a number that is not the tenant's, MSG_001 for a message that none of its numbers received,
   *   and what Meta's refusal means
   */
  async markRead(
    wamid: string,
    { phoneNumberId = null, typing = false }: V2ReadRequest,
    { key, request, isFake }: V2Call,
  ): Promise<V2Success> {
    const numbers = (await this.tenants.get(key.tenantId))?.phoneNumbers ?? [];
    if (phoneNumberId !== null && !numbers.some((number) => number.phoneNumberId === phoneNumberId))
      throw new GatewayError('NUM_001');
    const receiver = await this.log.findReceiver(key.tenantId, wamid);
    if (receiver === null) throw new GatewayError('MSG_001');
    const receipt = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: wamid,
      ...(typing && { typing_indicator: { type: 'text' } }),
    };
    await this.sending.send({
      key,
      requestId: request.id,
      body: Buffer.from(JSON.stringify(receipt)),
      mmlite: false,
      isFake,
      queryPhoneNumberId: receiver,
      headerPhoneNumberId: undefined,
      idempotencyKey: undefined,
    });
    return { success: true };
  }
}
