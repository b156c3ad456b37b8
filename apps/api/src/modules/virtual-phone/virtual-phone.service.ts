import { Injectable } from '@nestjs/common';
import { bareMimeType, isMimeTypeAccepted, MEDIA_KINDS } from '@switchboard/contracts';
import { readBody } from '../../http/body';
import type { Page } from '../../http/pagination';
import type { EdgeRequest } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import {
  type ConversationMessage,
  Conversations,
  type ConversationView,
} from '../message/playground/conversations.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import { userMessageOf } from './phone-content';
import { PhoneLine } from './phone-line';
import type { ConversationQuery, PhoneMessageBody, PhoneMessageView, PhonePhotoQuery } from './virtual-phone.dto';

/** A user's phone in the browser: what a tenant's number wrote to the user, and what the user writes back. */
@Injectable()
export class VirtualPhone {
  constructor(
    private readonly line: PhoneLine,
    private readonly conversations: Conversations,
    private readonly tenants: TenantDirectory,
  ) {}

  /** The latest first, all on one page. @throws ProblemError 404 for a tenant or number that is unknown */
  async users(tenantId: string, phoneNumberId: string): Promise<Page<ConversationView>> {
    const id = await this.ownerOf(tenantId, phoneNumberId);
    return { items: await this.conversations.list(id, phoneNumberId), nextCursor: null };
  }

  /** Oldest first, all on one page. @throws as `users` */
  async messages(tenantId: string, { phoneNumberId, user }: ConversationQuery): Promise<Page<ConversationMessage>> {
    const id = await this.ownerOf(tenantId, phoneNumberId);
    return { items: await this.conversations.between(id, phoneNumberId, user), nextCursor: null };
  }

  /** @throws as `users`, and ProblemError 400 for what a phone cannot send */
  async send(tenantId: string, body: PhoneMessageBody): Promise<PhoneMessageView> {
    await this.ownerOf(tenantId, body.phoneNumberId);
    const { wamid } = await this.line.send(userMessageOf(body));
    return { wamid };
  }

  /** Reads the photo from the request's body. @throws as `send`, and ProblemError 415 for what is no JPEG or PNG */
  async sendPhoto(tenantId: string, query: PhonePhotoQuery, request: EdgeRequest): Promise<PhoneMessageView> {
    const { phoneNumberId, user: from, caption } = query;
    await this.ownerOf(tenantId, phoneNumberId);
    const mimeType = bareMimeType(request.headers['content-type'] ?? '');
    if (mimeType === null || !isMimeTypeAccepted('image', mimeType))
      throw new ProblemError(415, 'unsupported_media_type', `A photo is ${MEDIA_KINDS.image.mimeTypes.join(' or ')}.`);
    const bytes = await readBody(request, MEDIA_KINDS.image.maxBytes);
    if (bytes.length === 0)
      throw ProblemError.invalid([{ path: '', rule: 'required', message: 'The body must be the photo.' }]);
    const content = { dataBase64: bytes.toString('base64'), mimeType, caption };
    const { wamid } = await this.line.send({ from, phoneNumberId, type: 'image', content });
    return { wamid };
  }

  /** The tenant's id, when the number is its own. */
  private async ownerOf(tenantId: string, phoneNumberId: string): Promise<string> {
    const { id, phoneNumbers } = await this.tenants.require(tenantId);
    if (!phoneNumbers.some((number) => number.phoneNumberId === phoneNumberId))
      throw ProblemError.notFound('Phone number');
    return id;
  }
}
