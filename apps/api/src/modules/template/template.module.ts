import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantModule } from '../tenant/tenant.module';
import { TemplateController } from './template.controller';
import { TemplateDirectory } from './template-directory';
import { TemplateSync } from './template-sync.service';
import { TemplateSyncJob } from './template-sync.job';
import { TemplateSyncRepository } from './template-sync.repository';
import { TemplateRepository } from './template.repository';
import { TemplateService } from './template.service';
import { V2TemplateController } from './v2-template.controller';
import { V2TemplateService } from './v2-template.service';

/** Message templates, copied from Meta. */
@Module({
  imports: [AuditModule, TenantModule],
  controllers: [TemplateController, V2TemplateController],
  providers: [
    TemplateService,
    TemplateDirectory,
    TemplateRepository,
    TemplateSync,
    TemplateSyncJob,
    TemplateSyncRepository,
    V2TemplateService,
  ],
  exports: [TemplateDirectory, TemplateService],
})
export class TemplateModule {}
