import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../jobs/job-runner.service';
import { graphProblem, isTokenRefusal } from './graph-problem';
import { changesFromMeta } from './meta-phone-number';
import { PhoneNumberLookup } from './phone-number-lookup.service';
import type { StoredPhoneNumber } from './phone-number.repository';
import { PhoneNumberService } from './phone-number.service';

/** Numbers are looked for every minute, so that they spread over the day by the times at which they came. */
const EVERY_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** How soon Meta is asked again about a number that could not be verified when it was added. */
const SOON_MS = 5 * 60_000;
/** What one round takes: 144,000 numbers a day and process. */
const ROUND_NUMBERS = 100;
/** Numbers that one process asks about at the same time. */
const AT_ONCE = 4;

/** Asks Meta daily about every number of active tenants. */
@Injectable()
export class PhoneNumberRefreshJob implements OnModuleInit {
  private readonly logger = new Logger(PhoneNumberRefreshJob.name);

  constructor(
    private readonly numbers: PhoneNumberService,
    private readonly lookup: PhoneNumberLookup,
    private readonly runner: JobRunner,
  ) {}

  onModuleInit(): void {
    this.runner.register([], [{ name: 'Refresh of phone numbers', everyMs: EVERY_MS, run: () => this.runAll() }]);
  }

  /** One round over the numbers that are due at `now`; one that fails does not keep the others. Returns how many it tried. */
  async runAll(now = new Date()): Promise<number> {
    const times = { now, daily: new Date(now.getTime() - DAY_MS), soon: new Date(now.getTime() - SOON_MS) };
    const due = await this.numbers.claimStale(times, ROUND_NUMBERS);
    const waiting = due.values();
    const work = async (): Promise<void> => {
      for (const { tenantId, id } of waiting) await this.attempt(tenantId, id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return due.length;
  }

  private async attempt(tenantId: string, id: string): Promise<void> {
    try {
      const number = await this.numbers.find(tenantId, id);
      if (number) await this.refresh(number);
    } catch (error) {
      this.logger.error({ err: error, tenantId, phoneNumber: id }, 'A phone number could not be refreshed.');
    }
  }

  private async refresh(number: StoredPhoneNumber): Promise<void> {
    const accessToken = this.numbers.openToken(number);
    const outcome = await this.lookup.read(number.phoneNumberId, accessToken);
    if (outcome.kind !== 'accepted') {
      const problem = graphProblem(outcome, accessToken).message;
      await this.numbers.refresh(number, { problem, ...(isTokenRefusal(outcome) && { status: 'error' }) });
      return;
    }
    // Another app's subscription looks like ours: only the absence of any is certain.
    const isAnySubscribed = await this.lookup.isSubscribed(number.wabaId, accessToken);
    await this.numbers.refresh(number, {
      ...changesFromMeta(outcome.json, number),
      ...(isAnySubscribed === false && { webhookSubscribed: false }),
      problem: null,
      refreshedAt: new Date(),
    });
  }
}
