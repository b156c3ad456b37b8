import { Module } from '@nestjs/common';
import { MessageModule } from '../message/message.module';
import { TenantModule } from '../tenant/tenant.module';
import { VirtualPhoneController } from './virtual-phone.controller';
import { VirtualPhoneGuard } from './virtual-phone.guard';
import { VirtualPhone } from './virtual-phone.service';

/** Chatting with a tenant's number as one of its users, where a simulator stands in for Meta. */
@Module({
  imports: [TenantModule, MessageModule],
  controllers: [VirtualPhoneController],
  providers: [VirtualPhone, VirtualPhoneGuard],
})
export class VirtualPhoneModule {}
