import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantModule } from '../tenant/tenant.module';
import { TemplateController } from './template.controller';
import { TemplateDirectory } from './template-directory';
import { TemplateRepository } from './template.repository';
import { TemplateService } from './template.service';

/** Message templates, copied from Meta. */
@Module({
  imports: [AuditModule, TenantModule],
  controllers: [TemplateController],
  providers: [TemplateService, TemplateDirectory, TemplateRepository],
  exports: [TemplateDirectory, TemplateService],
})
export class TemplateModule {}
