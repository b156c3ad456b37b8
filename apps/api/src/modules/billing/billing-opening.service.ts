import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import { ProblemError } from '../../http/problem';
import { type OpeningTerms, TenantOpening } from '../tenant/tenant-opening';
import { AccountRepository } from './account.repository';
import { RateCardRepository } from './rate-card.repository';
import { SubscriptionService } from './subscription.service';

/** Gives a new tenant its wallet and its plan, and ends the plan when the tenant is closed. */
@Injectable()
export class BillingOpening extends TenantOpening {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly subscriptions: SubscriptionService,
    private readonly rateCards: RateCardRepository,
  ) {
    super();
  }

  override async open(transaction: TenantTransaction, { tenantId, currency, planCode }: OpeningTerms): Promise<void> {
    await this.subscriptions.open(transaction, tenantId, planCode);
    if (!(await this.rateCards.existsInCurrency(transaction, currency))) {
      throw ProblemError.invalid([
        { path: 'currency', rule: 'exists', message: 'must be a currency with a rate card' },
      ]);
    }
    await this.accounts.openTenant(transaction, tenantId, currency);
  }

  override close(transaction: TenantTransaction, tenantId: string): Promise<void> {
    return this.subscriptions.end(transaction, tenantId);
  }
}
