import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';
import type { UserPrincipal } from '../../http/principal';
import { AccessTokenService } from './access-token.service';

const BEARER = /^Bearer +([^ ]+) *$/i;

/** Passport strategy `access-token`: `Authorization: Bearer op_…`, for scripts. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, 'access-token') {
  constructor(private readonly tokens: AccessTokenService) {
    super();
  }

  async validate(request: Request): Promise<UserPrincipal | false> {
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    return token === undefined ? false : ((await this.tokens.identify(token)) ?? false);
  }
}
