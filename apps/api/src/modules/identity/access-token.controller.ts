import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CursorQuery, type Page, pageOfWhole } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { SignedIn } from '../../http/route-access.decorator';
import { type AccessTokenView, CreateAccessTokenRequest, type CreatedAccessToken } from './access-token.dto';
import { AccessTokenService } from './access-token.service';
import { requireSession } from './session-only';

@Controller('console/v1/access-tokens')
@SignedIn()
export class AccessTokenController {
  constructor(private readonly tokens: AccessTokenService) {}

  @Post()
  create(
    @CurrentUser() user: UserPrincipal,
    @Body() body: CreateAccessTokenRequest,
    @Origin() origin: RequestOrigin,
  ): Promise<CreatedAccessToken> {
    requireSession(user);
    return this.tokens.create(user, body, origin);
  }

  @Get()
  async list(@CurrentUser() user: UserPrincipal, @Query() query: CursorQuery): Promise<Page<AccessTokenView>> {
    return pageOfWhole(await this.tokens.list(user), query, ({ id }) => id);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@CurrentUser() user: UserPrincipal, @Param('id') id: string, @Origin() origin: RequestOrigin): Promise<void> {
    return this.tokens.revoke(user, id, origin);
  }
}
