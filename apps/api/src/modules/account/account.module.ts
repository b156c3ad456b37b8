import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module';
import { TenantModule } from '../tenant/tenant.module';
import { V2AccountController } from './v2-account.controller';
import { V2AccountService } from './v2-account.service';

/** What an API key is told about its tenant: it puts together what tenants and billing know. */
@Module({
  imports: [BillingModule, TenantModule],
  controllers: [V2AccountController],
  providers: [V2AccountService],
})
export class AccountModule {}
