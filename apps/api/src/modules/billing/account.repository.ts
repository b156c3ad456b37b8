import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';

/** Owner of the platform's own accounts. */
export const PLATFORM_OWNER = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const TENANT_KINDS = ['available', 'reserved'] as const;
const PLATFORM_KINDS = ['cash', 'platform_fees', 'meta_fees', 'adjustments'] as const;

/** Opens ledger accounts; opening one that exists does nothing. */
@Injectable()
export class AccountRepository {
  /** The accounts that a wallet consists of. */
  async openTenant(transaction: TenantTransaction, tenantId: string, currency: string): Promise<void> {
    await transaction.account.createMany({
      data: TENANT_KINDS.map((kind) => ({ tenantId, kind, currency })),
      skipDuplicates: true,
    });
  }

  /** The platform's side of all wallets in a currency. */
  async openPlatform(transaction: TenantTransaction, currency: string): Promise<void> {
    await transaction.account.createMany({
      data: PLATFORM_KINDS.map((kind) => ({ tenantId: PLATFORM_OWNER, kind, currency })),
      skipDuplicates: true,
    });
  }
}
