import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../../jobs/job-runner.service';
import { TenantModule } from '../../tenant/tenant.module';
import { UsageModule } from '../usage/usage.module';
import { InvoiceController } from './invoice.controller';
import { InvoiceRepository } from './invoice.repository';
import { InvoiceService } from './invoice.service';
import { MonthClose } from './month-close.service';

const CLOSE_EVERY_MS = 60 * 60_000;

/** What tenants are billed, month by month. */
@Module({
  imports: [TenantModule, UsageModule],
  controllers: [InvoiceController],
  providers: [InvoiceRepository, InvoiceService, MonthClose],
})
export class InvoiceModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly close: MonthClose,
  ) {}

  onModuleInit(): void {
    this.runner.register([], [{ name: 'Close of the month', everyMs: CLOSE_EVERY_MS, run: () => this.close.run() }]);
  }
}
