import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { accessOf } from '../../http/authentication.guard';
import { type ApiKeyPrincipal, type EdgeRequest, requestOf } from '../../http/principal';
import { KeyQuotaService } from '../../http/quota/key-quota.service';
import type { RouteAccess } from '../../http/route-access.decorator';
import { surfaceOf } from '../../http/surface';
import { TenantDirectory } from '../tenant/tenant-directory';
import { checkKeyAccess, checkV2KeyAccess } from './key-access';

/** Holds keys to their scopes, addresses, tenant and plan, and then to their limits; in this order, so that a refusal uses up nothing. */
@Injectable()
export class KeyAccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly quotas: KeyQuotaService,
    private readonly tenants: TenantDirectory,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context);
    if (access.kind !== 'key') return true;
    const request = requestOf(context);
    const response = context.switchToHttp().getResponse<Response>();
    const { user } = request;
    if (user?.kind !== 'api-key') throw new Error('A key route was reached without a key.');
    try {
      await this.check(user, access, request);
    } catch (error) {
      await this.quotas.describe(user, response);
      throw error;
    }
    await this.quotas.take(user, access.quota, response);
    return true;
  }

  private async check(
    key: ApiKeyPrincipal,
    { scope }: Extract<RouteAccess, { kind: 'key' }>,
    { ip = '', path }: EdgeRequest,
  ): Promise<void> {
    const use = { scope, ip, now: new Date() };
    if (surfaceOf(path) !== 'v2') {
      checkKeyAccess(key, use);
      return;
    }
    const tenant = await this.tenants.get(key.tenantId);
    checkV2KeyAccess(key, { ...use, hasPhoneNumber: tenant !== null && tenant.phoneNumbers.length > 0 });
  }
}
