import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { V2Envelope } from '../../http/envelope.interceptor';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { type Posted, PostedJson } from '../../http/v2-json';
import { SandboxQuery } from './send-query.dto';
import { anyMessage, contentMessage, mediaMessage, templateMessage, textMessage } from './v2-message';
import {
  type V2AnyMessage,
  type V2ContactsMessage,
  type V2InteractiveMessage,
  type V2LocationMessage,
  type V2MediaMessage,
  type V2ReactionMessage,
  type V2SentMessage,
  type V2Success,
  type V2TemplateMessage,
  type V2TextMessage,
} from './v2-message.dto';
import { V2SendService } from './v2-send.service';

/** Sending over v2: a route for each kind of message, and one for all of them. */
@Controller('v2')
@V2Envelope()
@KeyRoute({ scope: 'messages:send' })
export class V2SendController {
  constructor(private readonly sending: V2SendService) {}

  @Post('messages/send')
  @HttpCode(200)
  send(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2AnyMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage | V2Success> {
    return this.sending.sendAny(anyMessage(body), { key, request, response, isFake });
  }

  @Post('messages/send/text')
  @HttpCode(200)
  sendText(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2TextMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(textMessage(body), { key, request, response, isFake });
  }

  @Post('messages/send/media')
  @HttpCode(200)
  sendMedia(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2MediaMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(mediaMessage(body), { key, request, response, isFake });
  }

  @Post('messages/send/location')
  @HttpCode(200)
  sendLocation(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2LocationMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(contentMessage(body, 'location'), { key, request, response, isFake });
  }

  @Post('messages/send/interactive')
  @HttpCode(200)
  sendInteractive(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2InteractiveMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(contentMessage(body, 'interactive'), { key, request, response, isFake });
  }

  @Post('messages/send/contacts')
  @HttpCode(200)
  sendContacts(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2ContactsMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(contentMessage(body, 'contacts'), { key, request, response, isFake });
  }

  @Post('messages/send/reaction')
  @HttpCode(200)
  sendReaction(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2ReactionMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(contentMessage(body, 'reaction'), { key, request, response, isFake });
  }

  @Post('templates/send')
  @HttpCode(200)
  sendTemplate(
    @CurrentKey() key: ApiKeyPrincipal,
    @Query() { is_fake: isFake }: SandboxQuery,
    @PostedJson() body: Posted<V2TemplateMessage>,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<V2SentMessage> {
    return this.sending.send(templateMessage(body), { key, request, response, isFake });
  }
}
