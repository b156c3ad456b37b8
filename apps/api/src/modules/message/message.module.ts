import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../jobs/job-runner.service';
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

const SWEEP_EVERY_MS = 10_000;

/** Messages: intake, send, settlement, log. */
@Module({
  imports: [TenantModule, BillingModule, TemplateModule, ContactModule, MediaModule],
  controllers: [V1SendController, V1MessageController, ConsoleMessageController],
  providers: [
    BacklogService,
    IntakeRepository,
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
  ],
  exports: [ReportService, BacklogService],
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
