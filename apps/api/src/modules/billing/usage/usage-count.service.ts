import { Injectable, Logger } from '@nestjs/common';
import { type MarkedHours, UsageCountRepository } from './usage-count.repository';

/** Hours that are taken at a time; those of one tenant are counted in one transaction. */
const BATCH = 48;
/** A round ends after this, so that a long backlog neither takes a database for itself nor holds up a shutdown. */
const ROUND_MS = 5_000;

/**
 * Keeps usage correct to the minute. Whoever accepts or settles messages marks the hours that change; here they are counted anew. Late
 * statuses mark hours long past, and those are counted again.
 */
@Injectable()
export class UsageCountService {
  private readonly logger = new Logger(UsageCountService.name);

  constructor(private readonly repository: UsageCountRepository) {}

  /** One round; safe in several processes at once, which then share the work. Returns how many hours were counted. */
  async run(): Promise<number> {
    const endsAtMs = performance.now() + ROUND_MS;
    let total = 0;
    for (;;) {
      const due = await this.repository.listDue(BATCH);
      let counted = 0;
      for (const marked of due) {
        if (performance.now() > endsAtMs) return total + counted;
        counted += await this.attempt(marked);
      }
      total += counted;
      const found = due.reduce((sum, { hours }) => sum + hours.length, 0);
      // A round that counted nothing would find the same hours again: others are at them.
      if (found < BATCH || counted === 0) return total;
    }
  }

  /**
   * Counts what is marked of a tenant in a stretch of time, at once. False when another process is at it and something of it may
   * not be counted yet.
   */
  async countMarked(tenantId: string, from: Date, to: Date): Promise<boolean> {
    for (let nextFrom = from; ;) {
      const hours = await this.repository.listMarked(tenantId, nextFrom, to, BATCH);
      const last = hours.at(-1);
      if (!last) return true;
      if ((await this.repository.count({ tenantId, hours })) === 0) {
        return (await this.repository.listMarked(tenantId, nextFrom, to, 1)).length === 0;
      }
      // What was marked again while it was counted is not waited for.
      nextFrom = new Date(last.getTime() + 1);
    }
  }

  /** A tenant whose hours cannot be counted must not keep the others: it is logged, and tried again when they have been counted. */
  private async attempt(marked: MarkedHours): Promise<number> {
    try {
      return await this.repository.count(marked);
    } catch (error) {
      this.logger.error({ err: error, ...marked }, 'The usage of some hours could not be counted.');
      await this.repository.postpone(marked);
      return 0;
    }
  }
}
