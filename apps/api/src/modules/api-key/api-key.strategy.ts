import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-custom';
import type { ApiKeyPrincipal, EdgeRequest } from '../../http/principal';
import { surfaceOf } from '../../http/surface';
import { ApiKeyVerifier } from './api-key-verifier.service';
import { presentedKey } from './presented-key';

/**
 * Passport strategy `api-key`, for tenants' programs: `Authorization: Bearer pk_…`, on v2 `X-API-Token: pk_…` too, and on the Graph
 * façade `access_token`.
 */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(Strategy, 'api-key') {
  constructor(private readonly verifier: ApiKeyVerifier) {
    super();
  }

  async validate(request: EdgeRequest): Promise<ApiKeyPrincipal> {
    return this.verifier.verify(await presentedKey(request, surfaceOf(request.path)), request.ip ?? '');
  }
}
