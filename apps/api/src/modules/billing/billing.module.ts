import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantModule } from '../tenant/tenant.module';
import { TenantOpening } from '../tenant/tenant-opening';
import { AccountRepository } from './account.repository';
import { BalanceController } from './balance.controller';
import { BillingOpening } from './billing-opening.service';
import { ConsoleQuoteService } from './console-quote.service';
import { InvoiceModule } from './invoice/invoice.module';
import { LedgerReportController } from './ledger-check-report.controller';
import { LedgerReportRepository } from './ledger-check-report.repository';
import { LedgerReports } from './ledger-check-report.service';
import { LedgerCheck } from './ledger-check.service';
import { PlanDirectory } from './plan-directory.service';
import { PlanController } from './plan.controller';
import { PlanRepository } from './plan.repository';
import { PlanService } from './plan.service';
import { PricingService } from './pricing.service';
import { PricingVolumeRepository } from './pricing-volume.repository';
import { RateBook } from './rate-book.service';
import { RateCardController } from './rate-card.controller';
import { RateCardRepository } from './rate-card.repository';
import { RateCardService } from './rate-card.service';
import { SeedBilling } from './seed-billing.service';
import { SubscriptionController } from './subscription.controller';
import { SubscriptionRepository } from './subscription.repository';
import { SubscriptionService } from './subscription.service';
import { SubscriptionRenewalJob } from './subscription-renewal.job';
import { SubscriptionRenewal } from './subscription-renewal.service';
import { UsageModule } from './usage/usage.module';
import { WalletController } from './wallet.controller';
import { WalletRepository } from './wallet.repository';
import { WalletService } from './wallet.service';
import { WalletStatement } from './wallet-statement.service';

/** Wallets and their ledger, plans, prices. Global, so that `tenant`, which must not know it, finds its `TenantOpening` here. */
@Global()
@Module({
  imports: [AuditModule, TenantModule, InvoiceModule, UsageModule],
  controllers: [
    PlanController,
    SubscriptionController,
    RateCardController,
    WalletController,
    BalanceController,
    LedgerReportController,
  ],
  providers: [
    AccountRepository,
    ConsoleQuoteService,
    LedgerCheck,
    LedgerReportRepository,
    LedgerReports,
    PlanDirectory,
    PlanRepository,
    PlanService,
    PricingService,
    PricingVolumeRepository,
    RateBook,
    RateCardRepository,
    RateCardService,
    SeedBilling,
    SubscriptionRenewal,
    SubscriptionRenewalJob,
    SubscriptionRepository,
    SubscriptionService,
    WalletRepository,
    WalletService,
    WalletStatement,
    { provide: TenantOpening, useClass: BillingOpening },
  ],
  exports: [LedgerCheck, LedgerReports, PlanDirectory, PricingService, TenantOpening, WalletService],
})
export class BillingModule {}
