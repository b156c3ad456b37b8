import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../jobs/job-runner.service';
import { AuditModule } from '../audit/audit.module';
import { BillingModule } from '../billing/billing.module';
import { ContactModule } from '../contact/contact.module';
import { MediaModule } from '../media/media.module';
import { TemplateModule } from '../template/template.module';
import { TenantModule } from '../tenant/tenant.module';
import { BacklogService } from './backlog.service';
import { ConsoleMessageController } from './console-message.controller';
import { IntakeRepository } from './intake.repository';
import { MessageLogRepository } from './message-log.repository';
import { MessageLogService } from './message-log.service';
import { Conversations } from './playground/conversations.service';
import { LiveTailRepository } from './playground/live-tail.repository';
import { LiveTail } from './playground/live-tail.service';
import { MessageSearchRepository } from './playground/message-search.repository';
import { MessageSearch } from './playground/message-search.service';
import { PlaygroundController } from './playground/playground.controller';
import { Playground } from './playground/playground.service';
import { QuoteService } from './quote.service';
import { ReportRepository } from './report.repository';
import { ReportService } from './report.service';
import { SandboxJob } from './sandbox.job';
import { SendService } from './send.service';
import { SettlementRepository } from './settlement.repository';
import { SettlementService } from './settlement.service';
import { SubmissionService } from './submission.service';
import { SweepService } from './sweep.service';
import { V1MessageController } from './v1-message.controller';
import { V1SendController } from './v1-send.controller';
import { V2MessageController } from './v2-message.controller';
import { V2ReadService } from './v2-read.service';
import { V2SendController } from './v2-send.controller';
import { V2SendService } from './v2-send.service';

const SWEEP_EVERY_MS = 10_000;

/** Messages: intake, send, settlement, log. */
@Module({
  imports: [AuditModule, TenantModule, BillingModule, TemplateModule, ContactModule, MediaModule],
  controllers: [
    V1SendController,
    V1MessageController,
    V2SendController,
    V2MessageController,
    PlaygroundController,
    ConsoleMessageController,
  ],
  providers: [
    BacklogService,
    Conversations,
    IntakeRepository,
    LiveTail,
    LiveTailRepository,
    MessageSearch,
    MessageSearchRepository,
    Playground,
    SettlementRepository,
    MessageLogRepository,
    QuoteService,
    SendService,
    SubmissionService,
    SettlementService,
    ReportRepository,
    ReportService,
    MessageLogService,
    SandboxJob,
    SweepService,
    V2ReadService,
    V2SendService,
  ],
  exports: [Conversations, ReportService, BacklogService, SendService],
})
export class MessageModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly sandbox: SandboxJob,
    private readonly sweeper: SweepService,
  ) {}

  onModuleInit(): void {
    this.runner.register(
      [this.sandbox],
      [{ name: 'Sweep of messages', everyMs: SWEEP_EVERY_MS, run: () => this.sweeper.sweep() }],
    );
  }
}
