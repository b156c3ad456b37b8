import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-local';
import { originOf, type EdgeRequest, type UserPrincipal } from '../../http/principal';
import { AuthenticationService } from './authentication.service';
import type { SignInRequest } from './session.dto';

/** Passport strategy `local`: e-mail address, password and, where enrolled, one-time code of a validated body. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  constructor(private readonly authentication: AuthenticationService) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true });
  }

  validate(request: Request): Promise<UserPrincipal> {
    // From the body alone: Passport would take a password out of the URL too, where it ends up in logs.
    const { email, password, totp } = request.body as SignInRequest;
    const { ip } = originOf(request as unknown as EdgeRequest);
    return this.authentication.signIn({ email, password, totp: totp ?? undefined }, ip);
  }
}
