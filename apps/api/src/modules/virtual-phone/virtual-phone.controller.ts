import { Body, Controller, Get, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ReadsOwnBody } from '../../http/console-body';
import type { Page } from '../../http/pagination';
import type { EdgeRequest } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import type { ConversationMessage, ConversationView } from '../message/playground/conversations.service';
import {
  ConversationQuery,
  ConversationsQuery,
  PhoneMessageBody,
  type PhoneMessageView,
  PhonePhotoQuery,
} from './virtual-phone.dto';
import { VirtualPhone } from './virtual-phone.service';
import { VirtualPhoneGuard } from './virtual-phone.guard';

/**
 * A user's phone in the browser, for trying a tenant's number out. Only while the simulator stands in for Meta
 * (`features.virtualPhone` of the session); else every route answers 404.
 */
@Controller('console/v1/tenants/:tenantId/virtual-phone')
@UseGuards(VirtualPhoneGuard)
export class VirtualPhoneController {
  constructor(private readonly phone: VirtualPhone) {}

  /** The users whom a number had to do with last: at most 50, of the tenant's newest 20,000 messages. */
  @Get('conversations')
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  conversations(
    @Param('tenantId') tenantId: string,
    @Query() query: ConversationsQuery,
  ): Promise<Page<ConversationView>> {
    return this.phone.users(tenantId, query.phoneNumberId);
  }

  /** What a number and a user wrote to each other, oldest first: the last 100 messages, of the tenant's newest 20,000. */
  @Get('messages')
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  messages(@Param('tenantId') tenantId: string, @Query() query: ConversationQuery): Promise<Page<ConversationMessage>> {
    return this.phone.messages(tenantId, query);
  }

  /** The user writes, taps or reacts. It comes back as a webhook, and is in the log a moment later. */
  @Post('messages')
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  send(@Param('tenantId') tenantId: string, @Body() body: PhoneMessageBody): Promise<PhoneMessageView> {
    return this.phone.send(tenantId, body);
  }

  /** The user sends a photo: the body is the file, a JPEG or PNG of at most 5 MiB, and `Content-Type` says which. */
  @Post('photos')
  @ReadsOwnBody()
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  sendPhoto(
    @Param('tenantId') tenantId: string,
    @Query() query: PhonePhotoQuery,
    @Req() request: EdgeRequest,
  ): Promise<PhoneMessageView> {
    return this.phone.sendPhoto(tenantId, query, request);
  }
}
