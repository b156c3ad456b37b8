import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { throughput } from '../../throughput/throughput-tally';
import { firstMinuteMs, type PlatformThroughputView, presentThroughput } from './platform.dto';
import { PlatformRepository } from './platform.repository';

const WRITE_EVERY_MS = 5_000;

/** Writes down what this process has counted, in every role, and tells what all of them have. */
@Injectable()
export class ThroughputService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ThroughputService.name);
  private timer?: NodeJS.Timeout;

  constructor(private readonly repository: PlatformRepository) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(), WRITE_EVERY_MS).unref();
  }

  /** After all work has ended, before the database is left. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** The last minutes, with what this process has counted up to now. */
  async view(minutes: number): Promise<PlatformThroughputView> {
    const nowMs = Date.now();
    await this.write();
    const found = await this.repository.listThroughput(new Date(firstMinuteMs(minutes, nowMs)));
    return presentThroughput(found, minutes, nowMs);
  }

  /** What cannot be written now is written the next time. */
  private async write(): Promise<void> {
    const taken = throughput.take();
    if (taken.length === 0) return;
    try {
      await this.repository.addThroughput(taken);
    } catch (error) {
      throughput.giveBack(taken);
      this.logger.warn({ err: error }, 'Throughput could not be written down; it is tried again.');
    }
  }
}
