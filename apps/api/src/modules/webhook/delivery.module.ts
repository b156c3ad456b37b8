import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantModule } from '../tenant/tenant.module';
import { AttemptHistoryModule } from './attempt-history.module';
import { DeliveryController } from './delivery.controller';
import { DeliveryDetail } from './delivery-detail.service';
import { DeliveryRepository } from './delivery.repository';
import { DispatcherRepository } from './dispatcher.repository';
import { Dispatcher } from './dispatcher.service';
import { LaneWorker } from './dispatcher-lane.service';
import { DispatcherSettings } from './dispatcher-settings';
import { EndpointController } from './endpoint.controller';
import { EndpointRepository } from './endpoint.repository';
import { EndpointService } from './endpoint.service';
import { EndpointDirectory } from './endpoint-directory';
import { EndpointDisabling } from './endpoint-disabling.service';
import { EndpointListing } from './endpoint-listing.service';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointTest } from './endpoint-test.service';
import { ReplayJob } from './replay.job';
import { ReplayRepository } from './replay.repository';
import { ReplayService } from './replay.service';
import { EventTenantAlerts, TenantAlerts } from './tenant-alerts';
import { V2WebhookConfigController } from './v2-webhook-config.controller';
import { V2WebhookConfigRepository } from './v2-webhook-config.repository';
import { V2WebhookConfigService } from './v2-webhook-config.service';

/** What tenants are told: their endpoints, the way of events to them, and sending them again. */
@Module({
  imports: [AttemptHistoryModule, AuditModule, TenantModule],
  controllers: [EndpointController, DeliveryController, V2WebhookConfigController],
  providers: [
    DeliveryDetail,
    DeliveryRepository,
    Dispatcher,
    DispatcherRepository,
    DispatcherSettings,
    EndpointDirectory,
    EndpointDisabling,
    EndpointListing,
    EndpointRepository,
    EndpointSecrets,
    EndpointService,
    EndpointTest,
    LaneWorker,
    ReplayJob,
    ReplayRepository,
    ReplayService,
    V2WebhookConfigRepository,
    V2WebhookConfigService,
    { provide: TenantAlerts, useClass: EventTenantAlerts },
  ],
})
export class DeliveryModule {}
