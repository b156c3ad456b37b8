import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import { ProblemError } from '../../http/problem';
import { type OpeningTerms, TenantOpening } from '../tenant/tenant-opening';
import { AccountRepository } from './account.repository';
import { PlanRepository } from './plan.repository';
import { PlanService } from './plan.service';
import { RateCardRepository } from './rate-card.repository';

/** Gives a new tenant its wallet and its plan. */
@Injectable()
export class BillingOpening extends TenantOpening {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly plans: PlanRepository,
    private readonly planService: PlanService,
    private readonly rateCards: RateCardRepository,
  ) {
    super();
  }

  override async open(transaction: TenantTransaction, { tenantId, currency, planCode }: OpeningTerms): Promise<void> {
    await this.planService.requirePlan(transaction, planCode);
    if (!(await this.rateCards.existsInCurrency(transaction, currency))) {
      throw ProblemError.invalid([
        { path: 'currency', rule: 'exists', message: 'must be a currency with a rate card' },
      ]);
    }
    await this.accounts.openTenant(transaction, tenantId, currency);
    await this.plans.insertSubscription(transaction, tenantId, planCode);
  }
}
