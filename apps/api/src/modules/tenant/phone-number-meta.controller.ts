import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { PhoneNumberRegistrationService } from './phone-number-registration.service';
import {
  type BusinessProfileView,
  ChangeProfileRequest,
  CheckPhoneNumberRequest,
  type PhoneNumberCheckView,
  type PhoneNumberView,
  RegisterPhoneNumberRequest,
  RequestCodeRequest,
  VerifyCodeRequest,
} from './phone-number.dto';

/** What is arranged with Meta about a number. `:pid` is our id of the number or Meta's. */
@Controller('console/v1/tenants/:tenantId/phone-numbers')
@ConsoleRoute({ tenant: ['owner', 'admin'] })
export class PhoneNumberMetaController {
  constructor(private readonly registration: PhoneNumberRegistrationService) {}

  /** Asks Meta about a number before it is added; nothing is kept. */
  @Post('check')
  @HttpCode(200)
  check(@Param('tenantId') tenantId: string, @Body() body: CheckPhoneNumberRequest): Promise<PhoneNumberCheckView> {
    return this.registration.check(tenantId, body);
  }

  @Post(':pid/verify')
  @HttpCode(200)
  verify(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.registration.verify(tenantId, pid, { user, origin });
  }

  @Post(':pid/register')
  @HttpCode(200)
  register(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @Body() body: RegisterPhoneNumberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.registration.register(tenantId, pid, body.pin, { user, origin });
  }

  @Post(':pid/deregister')
  @HttpCode(200)
  deregister(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.registration.deregister(tenantId, pid, { user, origin });
  }

  /** Lets Meta send a code to the number. */
  @Post(':pid/request-code')
  @HttpCode(200)
  requestCode(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @Body() body: RequestCodeRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.registration.requestCode(tenantId, pid, body, { user, origin });
  }

  /** Proves the number with the code that came. */
  @Post(':pid/verify-code')
  @HttpCode(200)
  verifyCode(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @Body() body: VerifyCodeRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.registration.verifyCode(tenantId, pid, body.code, { user, origin });
  }

  /** What recipients see of the business. */
  @Get(':pid/profile')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  profile(@Param('tenantId') tenantId: string, @Param('pid') pid: string): Promise<BusinessProfileView> {
    return this.registration.profile(tenantId, pid);
  }

  @Patch(':pid/profile')
  changeProfile(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @Body() body: ChangeProfileRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<BusinessProfileView> {
    return this.registration.changeProfile(tenantId, pid, body, { user, origin });
  }
}
