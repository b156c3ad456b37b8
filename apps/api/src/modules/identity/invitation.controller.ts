import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Origin, type RequestOrigin } from '../../http/principal';
import { PublicRoute } from '../../http/route-access.decorator';
import { InvitationService } from './invitation.service';
import {
  AcceptInvitationRequest,
  type InvitationPreviewView,
  type JoinedView,
  PreviewInvitationRequest,
} from './member.dto';

@Controller('console/v1/invitations')
export class InvitationController {
  constructor(private readonly invitations: InvitationService) {}

  /** What a link invites to. In the body, not in the path, the token stays out of logs. */
  @Post('preview')
  @HttpCode(200)
  @PublicRoute()
  preview(@Body() body: PreviewInvitationRequest): Promise<InvitationPreviewView> {
    return this.invitations.preview(body.token);
  }

  /** Open to anyone: the token in the body proves the invitation. */
  @Post('accept')
  @HttpCode(200)
  @PublicRoute()
  async accept(@Body() body: AcceptInvitationRequest, @Origin() origin: RequestOrigin): Promise<JoinedView> {
    return { user: await this.invitations.accept(body, origin) };
  }
}
