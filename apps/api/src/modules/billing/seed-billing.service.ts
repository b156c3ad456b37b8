import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import { AccountRepository } from './account.repository';
import { SEED_PLANS } from './plan';
import { PlanRepository } from './plan.repository';
import { RateCardRepository } from './rate-card.repository';
import { seedMarketVersions, seedRateCards } from './seed-data';

/**
 * Gives a new installation its plans, markets, rate cards and platform accounts. What is there already stays as it is, so
 * that plans which an operator has changed survive every start; only cards that came from the seed itself learn what it has
 * learnt since. Several processes may start at once.
 */
@Injectable()
export class SeedBilling implements OnModuleInit {
  constructor(
    private readonly plans: PlanRepository,
    private readonly rateCards: RateCardRepository,
    private readonly accounts: AccountRepository,
  ) {}

  onModuleInit(): Promise<void> {
    return this.run();
  }

  run(): Promise<void> {
    return this.rateCards.transaction(async (transaction) => {
      await this.rateCards.lockSeeding(transaction);
      for (const plan of SEED_PLANS) await this.plans.insert(transaction, plan);
      await this.seedMarkets(transaction);
      await this.seedRateCards(transaction);
    });
  }

  private async seedMarkets(transaction: TenantTransaction): Promise<void> {
    for (const { effectiveFrom, lines } of seedMarketVersions()) {
      if (await this.rateCards.hasMarketVersion(transaction, effectiveFrom)) continue;
      await this.rateCards.insertMarketVersion(transaction, effectiveFrom, lines);
    }
  }

  private async seedRateCards(transaction: TenantTransaction): Promise<void> {
    for (const card of seedRateCards()) {
      const isNew = (await this.rateCards.insert(transaction, card)) !== null;
      if (!isNew) await this.rateCards.renewSeeded(transaction, card);
      await this.accounts.openPlatform(transaction, card.currency);
    }
  }
}
