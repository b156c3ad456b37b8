import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { VERSION } from '../../config/version';
import type { UserPrincipal } from '../../http/principal';
import { SESSION_IDLE_SECONDS } from './session.service';
import type { SessionTenantView, WhoAmI } from './session.dto';
import { presentUser } from './user-principal';
import { UserRepository } from './user.repository';

/** What a client needs to know of whoever is signed in before it can show anything. */
@Injectable()
export class WhoAmIService {
  constructor(
    private readonly users: UserRepository,
    private readonly config: AppConfig,
  ) {}

  async describe(user: UserPrincipal): Promise<WhoAmI> {
    const tenants = await this.tenantsOf(user);
    const { isSimulated } = this.config.graph;
    return {
      user: presentUser(user),
      csrfToken: user.csrfToken,
      tenants,
      totpEnabled: user.hasTotp ?? false,
      mustEnableTotp: tenants.some(({ mustEnableTotp }) => mustEnableTotp),
      expiresAt: user.expiresAt?.toISOString() ?? null,
      idleTimeoutSeconds: user.via === 'session' ? SESSION_IDLE_SECONDS : null,
      features: { simulator: isSimulated, virtualPhone: isSimulated },
      version: VERSION,
    };
  }

  private async tenantsOf({ userId, memberships }: UserPrincipal): Promise<SessionTenantView[]> {
    if (memberships.length === 0) return [];
    const record = await this.users.findById(userId);
    const tenants = new Map(record?.memberships.map(({ tenantId, tenant }) => [tenantId, tenant]));
    return memberships
      .flatMap(({ tenantId: id, role, needsTotp }) => {
        const tenant = tenants.get(id);
        if (!tenant) return [];
        return [{ id, name: tenant.name, status: tenant.status, role, mustEnableTotp: needsTotp ?? false }];
      })
      .sort((one, other) => one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1));
  }
}
