import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { ConfigModule } from './config/config.module';
import type { AppConfig } from './config/env';
import { CaughtUpInterceptor } from './database/caught-up.interceptor';
import { DatabaseModule } from './database/database.module';
import { DemoModule } from './demo/demo.module';
import { GraphModule } from './graph/graph.module';
import { AuthenticationGuard } from './http/authentication.guard';
import { ConsoleRoleGuard } from './http/console-role.guard';
import { ErrorFilter } from './http/error.filter';
import { JsonBodyInterceptor } from './http/json-body.interceptor';

import { loggingOptions } from './http/logging';
import { QuotaModule } from './http/quota/quota.module';
import { UnusedConnections } from './http/unused-connections.service';
import { DtoValidationPipe } from './http/validation.pipe';
import { JobsModule } from './jobs/jobs.module';
import { AccountModule } from './modules/account/account.module';
import { ApiKeyModule } from './modules/api-key/api-key.module';
import { KeyAccessGuard } from './modules/api-key/key-access.guard';
import { MailModule } from './mail/mail.module';
import { AuditModule } from './modules/audit/audit.module';
import { BalanceAlertModule } from './modules/billing/balance-alert.module';
import { BillingModule } from './modules/billing/billing.module';
import { ContactModule } from './modules/contact/contact.module';
import { GraphFacadeModule } from './modules/graph-facade/graph-facade.module';
import { HealthModule } from './modules/health/health.module';
import { IdentityModule } from './modules/identity/identity.module';
import { MediaModule } from './modules/media/media.module';
import { MessageModule } from './modules/message/message.module';
import { OverviewModule } from './modules/overview/overview.module';
import { TemplateModule } from './modules/template/template.module';
import { TenantModule } from './modules/tenant/tenant.module';
import { VirtualPhoneModule } from './modules/virtual-phone/virtual-phone.module';
import { WebhookModule } from './modules/webhook/webhook.module';
import { OutboundModule } from './outbound/outbound.module';
import { SecretsModule } from './secrets/secrets.module';
import { SimulatorPhoneModule } from './simulator-phone.module';

/** The whole program. The guards run in this order on every route, before anything of its body is read. */
@Module({})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        LoggerModule.forRoot(loggingOptions(config)),
        DatabaseModule,
        GraphModule,
        JobsModule,
        QuotaModule,
        SecretsModule,
        OutboundModule,
        MailModule,
        AuditModule,
        IdentityModule,
        TenantModule,
        BillingModule,
        BalanceAlertModule,
        AccountModule,
        ApiKeyModule,
        TemplateModule,
        ContactModule,
        MediaModule,
        MessageModule,
        WebhookModule,
        SimulatorPhoneModule,
        VirtualPhoneModule,
        GraphFacadeModule,
        OverviewModule,
        HealthModule,
        DemoModule,
      ],
      providers: [
        UnusedConnections,
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        { provide: APP_GUARD, useClass: ConsoleRoleGuard },
        { provide: APP_GUARD, useClass: KeyAccessGuard },
        { provide: APP_INTERCEPTOR, useClass: JsonBodyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: CaughtUpInterceptor },
        { provide: APP_PIPE, useClass: DtoValidationPipe },
      ],
    };
  }
}
