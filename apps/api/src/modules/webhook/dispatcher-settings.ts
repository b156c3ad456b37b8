import { Injectable } from '@nestjs/common';
import { RETRY_DELAYS_MS } from './delivery-schedule';
import { SLOT_LIMITS } from './dispatcher-slots';

/** What a dispatcher goes by. The values are the contract's; tests have others. */
@Injectable()
export class DispatcherSettings {
  attemptTimeoutMs = 10_000;
  /** Longer than an attempt takes, and what a killed worker delays its conversations by. Renewed with every result. */
  leaseMs = 15_000;
  /** A backstop: new events are announced at once, and retries need not be exact. */
  pollMs = 1_000;
  /** The least time between two claims: under load more lanes come with each. */
  claimGapMs = 8;
  retryDelaysMs: readonly number[] = RETRY_DELAYS_MS;
  slots = SLOT_LIMITS;
  random: () => number = Math.random;
}
