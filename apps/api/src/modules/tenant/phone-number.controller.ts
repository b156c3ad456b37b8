import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { PhoneNumberRegistrationService } from './phone-number-registration.service';
import { AddPhoneNumberRequest, ChangePhoneNumberRequest, type PhoneNumberView } from './phone-number.dto';
import { PhoneNumberService } from './phone-number.service';

/** `:pid` is our id of the number or Meta's. */
@Controller('console/v1/tenants/:tenantId/phone-numbers')
@ConsoleRoute({ tenant: ['owner', 'admin'] })
export class PhoneNumberController {
  constructor(
    private readonly numbers: PhoneNumberService,
    private readonly registration: PhoneNumberRegistrationService,
  ) {}

  @Post()
  add(
    @Param('tenantId') tenantId: string,
    @Body() body: AddPhoneNumberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.registration.add(tenantId, body, { user, origin });
  }

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: CursorQuery): Promise<Page<PhoneNumberView>> {
    return this.numbers.list(tenantId, query);
  }

  @Get(':pid')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  get(@Param('tenantId') tenantId: string, @Param('pid') pid: string): Promise<PhoneNumberView> {
    return this.numbers.get(tenantId, pid);
  }

  @Patch(':pid')
  change(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @Body() body: ChangePhoneNumberRequest,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<PhoneNumberView> {
    return this.numbers.change(tenantId, pid, body, { user, origin });
  }

  @Delete(':pid')
  @HttpCode(204)
  remove(
    @Param('tenantId') tenantId: string,
    @Param('pid') pid: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.numbers.remove(tenantId, pid, { user, origin });
  }
}
