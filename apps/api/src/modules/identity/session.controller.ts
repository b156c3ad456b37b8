import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AppConfig } from '../../config/env';
import { CursorQuery, type Page, pageOfWhole } from '../../http/pagination';
import { CurrentUser, type EdgeRequest, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { PublicRoute, SignedIn } from '../../http/route-access.decorator';
import { LocalAuthentication } from './local-authentication';
import { SESSION_COOKIE, sessionCookieOptions } from './session-cookie';
import { type SessionView, SignInRequest, type WhoAmI } from './session.dto';
import { requireSession } from './session-only';
import { SessionService } from './session.service';
import { WhoAmIService } from './who-am-i.service';

@Controller('console/v1')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly local: LocalAuthentication,
    private readonly identity: WhoAmIService,
    private readonly config: AppConfig,
  ) {}

  @Post('session')
  @HttpCode(200)
  @PublicRoute()
  async signIn(
    // Validated here, and read by the strategy.
    @Body() _credentials: SignInRequest,
    @Req() request: EdgeRequest,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WhoAmI> {
    const user = await this.local.authenticate(request, response);
    const session = await this.sessions.open(user, origin);
    response.cookie(SESSION_COOKIE, session.token, {
      ...sessionCookieOptions(this.config.publicUrl),
      expires: session.expiresAt,
    });
    const { csrfToken, expiresAt } = session;
    return this.identity.describe({ ...user, csrfToken, expiresAt });
  }

  @Get('session')
  @SignedIn()
  whoAmI(@CurrentUser() user: UserPrincipal): Promise<WhoAmI> {
    return this.identity.describe(user);
  }

  @Delete('session')
  @HttpCode(204)
  @SignedIn()
  async signOut(
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (user.sessionId !== null) await this.sessions.revoke(user, user.sessionId, origin);
    response.clearCookie(SESSION_COOKIE, sessionCookieOptions(this.config.publicUrl));
  }

  @Get('sessions')
  @SignedIn()
  async list(@CurrentUser() user: UserPrincipal, @Query() query: CursorQuery): Promise<Page<SessionView>> {
    return pageOfWhole(await this.sessions.list(user), query, ({ id }) => id);
  }

  /** Signs out everywhere else. By a session only: a token that was stolen cannot lock its owner out. */
  @Delete('sessions')
  @HttpCode(204)
  @SignedIn()
  async revokeOthers(@CurrentUser() user: UserPrincipal, @Origin() origin: RequestOrigin): Promise<void> {
    requireSession(user);
    return this.sessions.revokeOthers(user, origin);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @SignedIn()
  revoke(@CurrentUser() user: UserPrincipal, @Param('id') id: string, @Origin() origin: RequestOrigin): Promise<void> {
    return this.sessions.revoke(user, id, origin);
  }
}
