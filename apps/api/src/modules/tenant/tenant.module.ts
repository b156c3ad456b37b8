import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { PhoneNumberController } from './phone-number.controller';
import { PhoneNumberLookup } from './phone-number-lookup.service';
import { PhoneNumberMetaController } from './phone-number-meta.controller';
import { PhoneNumberMeta } from './phone-number-meta.service';
import { PhoneNumberRefreshJob } from './phone-number-refresh.job';
import { PhoneNumberRegistrationService } from './phone-number-registration.service';
import { PhoneNumberRepository } from './phone-number.repository';
import { PhoneNumberService } from './phone-number.service';
import { TenantSettingsController } from './tenant-settings.controller';
import { TenantController } from './tenant.controller';
import { TenantDirectory } from './tenant-directory';
import { TenantRepository } from './tenant.repository';
import { TenantService } from './tenant.service';

/** Tenants and their phone numbers. `TenantOpening`, `PhoneNumberRemoval` and `GraphClient` come from global modules. */
@Module({
  imports: [AuditModule],
  controllers: [TenantController, TenantSettingsController, PhoneNumberController, PhoneNumberMetaController],
  providers: [
    TenantService,
    TenantRepository,
    TenantDirectory,
    PhoneNumberService,
    PhoneNumberLookup,
    PhoneNumberMeta,
    PhoneNumberRefreshJob,
    PhoneNumberRegistrationService,
    PhoneNumberRepository,
  ],
  exports: [TenantService, TenantDirectory, PhoneNumberService, PhoneNumberMeta],
})
export class TenantModule {}
