import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module';
import { MediaModule } from '../media/media.module';
import { MessageModule } from '../message/message.module';
import { TemplateModule } from '../template/template.module';
import { TenantModule } from '../tenant/tenant.module';
import { GraphDownloadService } from './graph-download.service';
import { GraphMediaController } from './graph-media.controller';
import { GraphMessageController } from './graph-message.controller';
import { GraphNodeController } from './graph-node.controller';
import { GraphNodeService } from './graph-node.service';
import { GraphNumberController } from './graph-number.controller';
import { GraphPages } from './graph-pages.service';
import { GraphSendService } from './graph-send.service';
import { GraphTemplateController } from './graph-template.controller';
import { MediaLinks } from './media-links.service';

/** The Graph façade: Meta's Cloud API over the same services as v1 and v2, for SDKs that are pointed here instead of at Meta. */
@Module({
  imports: [BillingModule, MediaModule, MessageModule, TemplateModule, TenantModule],
  controllers: [
    GraphMessageController,
    GraphMediaController,
    GraphTemplateController,
    GraphNumberController,
    GraphNodeController,
  ],
  providers: [GraphDownloadService, GraphNodeService, GraphPages, GraphSendService, MediaLinks],
})
export class GraphFacadeModule {}
