import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Job } from '../../jobs/job';
import { JobRunner } from '../../jobs/job-runner.service';
import { type ReplayRange, ReplayRepository } from './replay.repository';

export const REPLAY_JOB = 'webhook.replay';

/** Deliveries that one transaction puts on their way. */
const BATCH_DELIVERIES = 1_000;

/** Replays a range in batches. Begun anew after an interruption, it leaves alone what has been attempted since it was asked for. */
@Injectable()
export class ReplayJob extends Job<ReplayRange> implements OnModuleInit {
  readonly identifier = REPLAY_JOB;

  constructor(
    private readonly repository: ReplayRepository,
    private readonly runner: JobRunner,
  ) {
    super();
  }

  onModuleInit(): void {
    this.runner.register([this]);
  }

  async run(range: ReplayRange): Promise<void> {
    let last: string | null = null;
    do last = await this.repository.replayNext(range, last, BATCH_DELIVERIES);
    while (last !== null);
    do last = await this.repository.deliverNextMissed(range, last, BATCH_DELIVERIES);
    while (last !== null);
  }
}
