import { Injectable } from '@nestjs/common';
import type { V1Balance } from '@switchboard/contracts';
import type { ApiKeyPrincipal } from '../../http/principal';
import { PlanDirectory } from '../billing/plan-directory.service';
import { presentBalance, WalletService } from '../billing/wallet.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import type { V2Account } from './v2-account.dto';

/** What a key is told about its tenant. */
@Injectable()
export class V2AccountService {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly plans: PlanDirectory,
    private readonly wallets: WalletService,
  ) {}

  async get(key: ApiKeyPrincipal): Promise<V2Account> {
    const [tenant, plan, balance] = await Promise.all([
      this.tenants.require(key.tenantId),
      this.plans.get(key.tenantId),
      this.balanceFor(key),
    ]);
    return {
      tenant: { id: tenant.id, name: tenant.name, status: tenant.status },
      plan: { name: plan.name, expiresAt: plan.periodEnd?.toISOString() ?? null, features: plan.features },
      phoneNumbers: tenant.phoneNumbers.map(({ phoneNumberId, wabaId, displayPhoneNumber, status }) => ({
        phoneNumberId,
        wabaId,
        displayPhoneNumber,
        status,
      })),
      balance,
    };
  }

  private async balanceFor({ tenantId, scopes }: ApiKeyPrincipal): Promise<V1Balance | null> {
    const wallet = scopes.includes('billing:read') ? await this.wallets.balance(tenantId) : null;
    return wallet && presentBalance(wallet);
  }
}
