import { Injectable, type OnModuleInit } from '@nestjs/common';
import * as argon2 from 'argon2';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { ProblemError } from '../../http/problem';

/**
 * OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. More memory would slow an
 * attacker further, but every sign-in of ours has to hold it too.
 */
const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const LANES = 1;
const OPTIONS = { type: argon2.argon2id, memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: LANES } as const;

/** At most 38 MiB at once, and two of libuv's four threads stay free for files and name look-ups. */
const RUNNING_MAX = 2;
/** A hash takes some 20 ms, so the last in the queue waits about a second; more than that is a storm, not people. */
const WAITING_MAX = 100;
const BUSY_RETRY_SECONDS = 2;

/** Hashes and checks passwords with argon2id, a few at a time. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly places = bulkhead(RUNNING_MAX, WAITING_MAX);
  private decoy?: Promise<string>;

  /** Made beforehand, so that the first unknown e-mail address takes no longer than the next. */
  async onModuleInit(): Promise<void> {
    await this.decoyHash();
  }

  /** The PHC string of a password. Unicode is normalised, so that the same password typed on another keyboard fits. */
  hash(password: string): Promise<string> {
    return this.limited(() => argon2.hash(normalised(password), OPTIONS));
  }

  /**
   * Whether the password fits the stored hash. Without a hash (there is no such account) it costs the same time and is false,
   * so that the duration does not tell which e-mail addresses have an account.
   */
  async verify(hash: string | null, password: string): Promise<boolean> {
    const comparedTo = hash ?? (await this.decoyHash());
    const isRight = await this.limited(() => argon2.verify(comparedTo, normalised(password)));
    return isRight && hash !== null;
  }

  /** Whether a hash was made with weaker parameters than today's. */
  needsRehash(hash: string): boolean {
    return argon2.needsRehash(hash, OPTIONS);
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= this.hash('no account has this password');
    return this.decoy;
  }

  private async limited<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.places.execute(work);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new ProblemError(503, 'overloaded', 'Too many people are signing in at once.', undefined, {
        'Retry-After': String(BUSY_RETRY_SECONDS),
      });
    }
  }
}

function normalised(password: string): string {
  return password.normalize('NFKC');
}
