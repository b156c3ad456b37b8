import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { accessOf } from '../../http/authentication.guard';
import { checkKeyAccess } from './key-access';
import { requestOf } from '../../http/principal';
import { KeyQuotaService } from '../../http/quota/key-quota.service';

/** Holds keys to their scopes, addresses, tenant and plan, and then to their limits; in this order, so that a refusal uses up nothing. */
@Injectable()
export class KeyAccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly quotas: KeyQuotaService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context);
    if (access.kind !== 'key') return true;
    const request = requestOf(context);
    const response = context.switchToHttp().getResponse<Response>();
    const { user } = request;
    if (user?.kind !== 'api-key') throw new Error('A key route was reached without a key.');
    try {
      checkKeyAccess(user, { scope: access.scope, ip: request.ip ?? '', now: new Date() });
    } catch (error) {
      await this.quotas.describe(user, response);
      throw error;
    }
    await this.quotas.take(user, access.quota, response);
    return true;
  }
}
