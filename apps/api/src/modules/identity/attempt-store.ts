import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** At most `max` attempts under `key` in any `windowMs`. */
export interface AttemptLimit {
  key: string;
  max: number;
  windowMs: number;
}

/** Where attempts at passwords are counted: in this process, or wherever several processes can share them. */
export abstract class AttemptStore {
  /** Counts an attempt and answers 0, or counts nothing and answers how many milliseconds there is no room for one. */
  abstract take(limit: AttemptLimit, nowMs: number): Promise<number> | number;
  /** Takes back the newest attempt. */
  abstract giveBack(key: string): Promise<void> | void;
  /** Takes back all attempts. */
  abstract forget(key: string): Promise<void> | void;
}

/** Beyond this many, the accounts and networks that were quiet longest are forgotten: some 4 MB at the most. */
const KEYS_MAX = 20_000;

/** Attempts counted in this process. With several processes, each allows the limit. */
@Injectable()
export class MemoryAttemptStore extends AttemptStore {
  private readonly attempts = new LRUCache<string, number[]>({ max: KEYS_MAX });

  take({ key, max, windowMs }: AttemptLimit, nowMs: number): number {
    const recent = (this.attempts.get(key) ?? []).filter((at) => at > nowMs - windowMs);
    const oldest = recent.at(-max);
    if (oldest !== undefined) return oldest + windowMs - nowMs;
    this.attempts.set(key, [...recent, nowMs]);
    return 0;
  }

  giveBack(key: string): void {
    this.attempts.get(key)?.pop();
  }

  forget(key: string): void {
    this.attempts.delete(key);
  }
}
