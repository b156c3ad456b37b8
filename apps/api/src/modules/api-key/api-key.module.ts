import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AuditModule } from '../audit/audit.module';
import { BillingModule } from '../billing/billing.module';
import { TenantModule } from '../tenant/tenant.module';
import { ApiKeyController } from './api-key.controller';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeyService } from './api-key.service';
import { ApiKeyStrategy } from './api-key.strategy';
import { ApiKeyUsage } from './api-key-usage.service';
import { ApiKeyVerifier } from './api-key-verifier.service';

/** API keys: issue, verify, cache, revoke. */
@Module({
  imports: [AuditModule, BillingModule, PassportModule, TenantModule],
  controllers: [ApiKeyController],
  providers: [ApiKeyService, ApiKeyRepository, ApiKeyStrategy, ApiKeyUsage, ApiKeyVerifier],
  exports: [ApiKeyService, ApiKeyVerifier],
})
export class ApiKeyModule {}
