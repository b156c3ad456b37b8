import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';
import type { ApiKeyPrincipal } from '../../http/principal';
import { surfaceOf } from '../../http/surface';
import { ApiKeyVerifier } from './api-key-verifier.service';
import { authorizationOf } from './presented-key';

/** Passport strategy `api-key`, for tenants' programs: `Authorization: Bearer pk_…`, and on v2 `X-API-Token: pk_…` too. */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(Strategy, 'api-key') {
  constructor(private readonly verifier: ApiKeyVerifier) {
    super();
  }

  validate(request: Request): Promise<ApiKeyPrincipal> {
    return this.verifier.verify(authorizationOf(request.headers, surfaceOf(request.path)), request.ip ?? '');
  }
}
