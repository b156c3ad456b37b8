import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Job } from '../../jobs/job';
import { JobRunner } from '../../jobs/job-runner.service';
import { RENEWAL_JOB } from './subscription.repository';
import { SubscriptionRenewal } from './subscription-renewal.service';

const EVERY_MS = 60_000;

/** Renews subscriptions every minute, and one at once when money has come in for it or its plan has been ended. */
@Injectable()
export class SubscriptionRenewalJob extends Job<{ tenantId: string }> implements OnModuleInit {
  readonly identifier = RENEWAL_JOB;

  constructor(
    private readonly renewal: SubscriptionRenewal,
    private readonly runner: JobRunner,
  ) {
    super();
  }

  onModuleInit(): void {
    const everything = { name: 'Renewal of subscriptions', everyMs: EVERY_MS, run: () => this.renewal.runAll() };
    this.runner.register([this], [everything]);
  }

  run({ tenantId }: { tenantId: string }): Promise<void> {
    return this.renewal.renew(tenantId);
  }
}
