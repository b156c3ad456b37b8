import { Module, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../jobs/job-runner.service';
import { BalanceAlertRepository } from './balance-alert.repository';
import { BalanceAlertService } from './balance-alert.service';

const EVERY_MS = 5_000;

/** Warnings about balances. */
@Module({ providers: [BalanceAlertRepository, BalanceAlertService] })
export class BalanceAlertModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly alerts: BalanceAlertService,
  ) {}

  onModuleInit(): void {
    this.runner.register([], [{ name: 'Warnings about balances', everyMs: EVERY_MS, run: () => this.alerts.run() }]);
  }
}
