import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';
import type { ApiKeyPrincipal } from '../../http/principal';
import { ApiKeyVerifier } from './api-key-verifier.service';

/** Passport strategy `api-key`: `Authorization: Bearer pk_…`, for tenants' programs. */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(Strategy, 'api-key') {
  constructor(private readonly verifier: ApiKeyVerifier) {
    super();
  }

  validate(request: Request): Promise<ApiKeyPrincipal> {
    return this.verifier.verify(request.headers.authorization, request.ip ?? '');
  }
}
