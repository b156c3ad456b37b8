import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { ChangeMemberRequest, type InvitationView, InviteMemberRequest, type MemberView } from './member.dto';
import { MemberService } from './member.service';

@Controller('console/v1/tenants/:tenantId/members')
@ConsoleRoute({ tenant: ['owner', 'admin'] })
export class MemberController {
  constructor(private readonly members: MemberService) {}

  @Post()
  invite(
    @Param('tenantId') tenantId: string,
    @Body() body: InviteMemberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<InvitationView> {
    return this.members.invite(tenantId, body, user, origin);
  }

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: CursorQuery): Promise<Page<MemberView>> {
    return this.members.list(tenantId, query);
  }

  @Patch(':memberId')
  changeRole(
    @Param('tenantId') tenantId: string,
    @Param('memberId') memberId: string,
    @Body() body: ChangeMemberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<MemberView> {
    return this.members.changeRole(tenantId, memberId, body.role, user, origin);
  }

  @Delete(':memberId')
  @HttpCode(204)
  remove(
    @Param('tenantId') tenantId: string,
    @Param('memberId') memberId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.members.remove(tenantId, memberId, user, origin);
  }
}
