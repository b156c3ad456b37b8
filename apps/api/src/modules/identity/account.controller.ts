import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { SignedIn } from '../../http/route-access.decorator';
import {
  type AccountView,
  ChangeAccountRequest,
  ChangePasswordRequest,
  PasswordConfirmation,
  TotpCode,
  type TotpEnrolment,
} from './account.dto';
import { AccountService } from './account.service';
import { PasswordService } from './password.service';
import { requireSession } from './session-only';
import { TotpService } from './totp.service';

/** What people see and change about themselves and their own sign-in. */
@Controller('console/v1')
@SignedIn()
export class AccountController {
  constructor(
    private readonly accounts: AccountService,
    private readonly passwords: PasswordService,
    private readonly totp: TotpService,
  ) {}

  @Get('account')
  account(@CurrentUser() user: UserPrincipal): Promise<AccountView> {
    return this.accounts.view(user);
  }

  @Patch('account')
  changeAccount(
    @CurrentUser() user: UserPrincipal,
    @Body() body: ChangeAccountRequest,
    @Origin() origin: RequestOrigin,
  ): Promise<AccountView> {
    return this.accounts.rename(user, body.name, origin);
  }

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
