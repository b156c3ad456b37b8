import { Module } from '@nestjs/common';
import { ApiKeyModule } from '../modules/api-key/api-key.module';
import { BillingModule } from '../modules/billing/billing.module';
import { TenantModule } from '../modules/tenant/tenant.module';
import { SeedDemo } from './seed-demo.service';

@Module({ imports: [TenantModule, ApiKeyModule, BillingModule], providers: [SeedDemo] })
export class DemoModule {}
