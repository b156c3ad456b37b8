import type { TenantTransaction } from '@switchboard/database';

/** What a new tenant begins with. */
export interface OpeningTerms {
  tenantId: string;
  /** ISO 4217. */
  currency: string;
  planCode: string;
}

/**
 * What has to exist beside a tenant's row for it to do business: a wallet and a plan. Tenants do not know billing; billing
 * provides this, to be found by its class in a global module.
 */
export abstract class TenantOpening {
  /**
   * Opens the wallet and the subscription, in the transaction that writes the tenant's row. The transaction serves all tenants.
   * @throws ProblemError naming the field `planCode` or `currency` when there is no such plan, or no rate card in the currency
   */
  abstract open(transaction: TenantTransaction, terms: OpeningTerms): Promise<void>;

  /** Ends the subscription, in the transaction that closes the tenant. What the wallet holds stays. */
  abstract close(transaction: TenantTransaction, tenantId: string): Promise<void>;
}
