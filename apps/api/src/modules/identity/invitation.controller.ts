import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Origin, type RequestOrigin } from '../../http/principal';
import { PublicRoute } from '../../http/route-access.decorator';
import { InvitationService } from './invitation.service';
import { AcceptInvitationRequest } from './member.dto';
import type { UserView } from './user-principal';

@Controller('console/v1/invitations')
export class InvitationController {
  constructor(private readonly invitations: InvitationService) {}

  /** Open to anyone: the token in the body proves the invitation. */
  @Post('accept')
  @HttpCode(200)
  @PublicRoute()
  async accept(@Body() body: AcceptInvitationRequest, @Origin() origin: RequestOrigin): Promise<{ user: UserView }> {
    return { user: await this.invitations.accept(body, origin) };
  }
}
