import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantOpening } from '../tenant/tenant-opening';
import { AccountRepository } from './account.repository';
import { BalanceController } from './balance.controller';
import { BillingOpening } from './billing-opening.service';
import { ConsoleQuoteService } from './console-quote.service';
import { LedgerCheck } from './ledger-check.service';
import { PlanDirectory } from './plan-directory.service';
import { PlanController } from './plan.controller';
import { PlanRepository } from './plan.repository';
import { PlanService } from './plan.service';
import { PricingService } from './pricing.service';
import { RateBook } from './rate-book.service';
import { RateCardController } from './rate-card.controller';
import { RateCardRepository } from './rate-card.repository';
import { RateCardService } from './rate-card.service';
import { SeedBilling } from './seed-billing.service';
import { WalletController } from './wallet.controller';
import { WalletRepository } from './wallet.repository';
import { WalletService } from './wallet.service';

/** Wallets and their ledger, plans, prices. Global, so that `tenant`, which must not know it, finds its `TenantOpening` here. */
@Global()
@Module({
  imports: [AuditModule],
  controllers: [PlanController, RateCardController, WalletController, BalanceController],
  providers: [
    AccountRepository,
    ConsoleQuoteService,
    LedgerCheck,
    PlanDirectory,
    PlanRepository,
    PlanService,
    PricingService,
    RateBook,
    RateCardRepository,
    RateCardService,
    SeedBilling,
    WalletRepository,
    WalletService,
    { provide: TenantOpening, useClass: BillingOpening },
  ],
  exports: [LedgerCheck, PlanDirectory, PricingService, TenantOpening, WalletService],
})
export class BillingModule {}
