import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Origin, type RequestOrigin } from '../../http/principal';
import { PublicRoute } from '../../http/route-access.decorator';
import { AcceptPasswordResetRequest, PasswordResetRequest } from './account.dto';
import { PasswordResetService } from './password-reset.service';

/** For people who have forgotten their password. Open to anyone: the token from the letter proves who they are. */
@Controller('console/v1/password-resets')
@PublicRoute()
export class PasswordResetController {
  constructor(private readonly resets: PasswordResetService) {}

  /** Answers 202 whether or not there is such an account. */
  @Post()
  @HttpCode(202)
  request(@Body() body: PasswordResetRequest, @Origin() origin: RequestOrigin): Promise<void> {
    return this.resets.request(body.email, origin.ip);
  }

  @Post('accept')
  @HttpCode(204)
  accept(@Body() body: AcceptPasswordResetRequest, @Origin() origin: RequestOrigin): Promise<void> {
    return this.resets.accept(body, origin);
  }
}
