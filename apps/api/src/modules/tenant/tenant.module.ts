import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { PhoneNumberController } from './phone-number.controller';
import { PhoneNumberRegistrationService } from './phone-number-registration.service';
import { PhoneNumberRepository } from './phone-number.repository';
import { PhoneNumberService } from './phone-number.service';
import { TenantController } from './tenant.controller';
import { TenantDirectory } from './tenant-directory';
import { TenantRepository } from './tenant.repository';
import { TenantService } from './tenant.service';

/** Tenants and their phone numbers. `TenantOpening`, `PhoneNumberRemoval` and `GraphClient` come from global modules. */
@Module({
  imports: [AuditModule],
  controllers: [TenantController, PhoneNumberController],
  providers: [
    TenantService,
    TenantRepository,
    TenantDirectory,
    PhoneNumberService,
    PhoneNumberRegistrationService,
    PhoneNumberRepository,
  ],
  exports: [TenantService, TenantDirectory, PhoneNumberService],
})
export class TenantModule {}
