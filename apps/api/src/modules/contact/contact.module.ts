import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantModule } from '../tenant/tenant.module';
import { ContactController } from './contact.controller';
import { ContactRepository } from './contact.repository';
import { ContactService } from './contact.service';
import { OptOutController } from './opt-out.controller';
import { OptOutRepository } from './opt-out.repository';
import { OptOutService } from './opt-out.service';

/** The users on the other side: who they are, when they last wrote, and what they do not want. */
@Module({
  imports: [AuditModule, TenantModule],
  controllers: [ContactController, OptOutController],
  providers: [ContactService, ContactRepository, OptOutService, OptOutRepository],
  exports: [ContactService],
})
export class ContactModule {}
