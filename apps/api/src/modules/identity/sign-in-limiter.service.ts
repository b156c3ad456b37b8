import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../http/problem';
import { clientNetwork } from '../../secrets/client-network';
import { type AttemptLimit, AttemptStore } from './attempt-store';

const WINDOW_MS = 15 * 60 * 1000;
const FAILURES_PER_ACCOUNT = 5;
const FAILURES_PER_NETWORK = 50;

/** What became of an attempt that was let through. Whoever forgets to say leaves it counted as a failure. */
export interface Attempt {
  /** The secret was right: the account's failures are forgotten. */
  succeeded(): Promise<void>;
  /** Nothing was learnt about the secret, so nothing is counted. */
  undecided(): Promise<void>;
}

/**
 * Keeps passwords and one-time codes from being guessed: 5 failures in 15 minutes per account, 50 per network. An attempt is
 * counted before it is tried, so that many at once get no further than one after another. Unknown accounts count like known ones.
 */
@Injectable()
export class SignInLimiter {
  constructor(private readonly store: AttemptStore) {}

  /** @throws ProblemError 429 with Retry-After; then nothing may be checked. */
  async begin(email: string, ip: string): Promise<Attempt> {
    const account = { key: accountKey(email), max: FAILURES_PER_ACCOUNT, windowMs: WINDOW_MS };
    const network = { key: `network:${clientNetwork(ip)}`, max: FAILURES_PER_NETWORK, windowMs: WINDOW_MS };
    await this.take(account);
    try {
      await this.take(network);
    } catch (error) {
      await this.store.giveBack(account.key);
      throw error;
    }
    return {
      succeeded: async () => {
        await this.store.forget(account.key);
        await this.store.giveBack(network.key);
      },
      undecided: async () => {
        await this.store.giveBack(account.key);
        await this.store.giveBack(network.key);
      },
    };
  }

  /** Forgets the failures of an account whose owner has proved themselves by other means. */
  async forgive(email: string): Promise<void> {
    await this.store.forget(accountKey(email));
  }

  private async take(limit: AttemptLimit): Promise<void> {
    const waitMs = await this.store.take(limit, Date.now());
    if (waitMs > 0) throw ProblemError.tooMany(Math.ceil(waitMs / 1000));
  }
}

function accountKey(email: string): string {
  return `account:${email}`;
}
