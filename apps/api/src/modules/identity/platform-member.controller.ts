import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import {
  ChangePlatformMemberRequest,
  InvitePlatformMemberRequest,
  type PlatformInvitationView,
  type PlatformMemberView,
} from './platform-member.dto';
import { PlatformMemberService } from './platform-member.service';
import { requireSession } from './session-only';

/** Operators and support. A stolen access token must not make itself an operator of its own, so changes take a session. */
@Controller('console/v1/platform/members')
@ConsoleRoute({ platform: ['operator'] })
export class PlatformMemberController {
  constructor(private readonly members: PlatformMemberService) {}

  @Post()
  invite(
    @Body() body: InvitePlatformMemberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PlatformInvitationView> {
    requireSession(user);
    return this.members.invite(body, { user, origin });
  }

  @Get()
  list(@Query() query: CursorQuery): Promise<Page<PlatformMemberView>> {
    return this.members.list(query);
  }

  @Patch(':id')
  changeRole(
    @Param('id') id: string,
    @Body() body: ChangePlatformMemberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PlatformMemberView> {
    requireSession(user);
    return this.members.changeRole(id, body.platformRole, { user, origin });
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string, @CurrentUser() user: UserPrincipal, @Origin() origin: RequestOrigin): Promise<void> {
    requireSession(user);
    return this.members.remove(id, { user, origin });
  }
}
