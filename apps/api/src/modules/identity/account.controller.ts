import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { SignedIn } from '../../http/route-access.decorator';
import { ChangePasswordRequest, PasswordConfirmation, TotpCode, type TotpEnrolment } from './account.dto';
import { PasswordService } from './password.service';
import { requireSession } from './session-only';
import { TotpService } from './totp.service';

/** What people change about their own sign-in. */
@Controller('console/v1')
@SignedIn()
export class AccountController {
  constructor(
    private readonly passwords: PasswordService,
    private readonly totp: TotpService,
  ) {}

  @Post('password')
  @HttpCode(204)
  changePassword(
    @CurrentUser() user: UserPrincipal,
    @Body() body: ChangePasswordRequest,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    requireSession(user);
    return this.passwords.change(user, body, origin);
  }

  @Post('totp')
  enrolTotp(
    @CurrentUser() user: UserPrincipal,
    @Body() body: PasswordConfirmation,
    @Origin() origin: RequestOrigin,
  ): Promise<TotpEnrolment> {
    requireSession(user);
    return this.totp.enrol(user, body.password, origin);
  }

  @Post('totp/confirm')
  @HttpCode(204)
  confirmTotp(
    @CurrentUser() user: UserPrincipal,
    @Body() body: TotpCode,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    requireSession(user);
    return this.totp.confirm(user, body.code, origin);
  }

  @Post('totp/disable')
  @HttpCode(204)
  disableTotp(
    @CurrentUser() user: UserPrincipal,
    @Body() body: PasswordConfirmation,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    requireSession(user);
    return this.totp.disable(user, body.password, origin);
  }
}
