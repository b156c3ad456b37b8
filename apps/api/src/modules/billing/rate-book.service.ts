import { Injectable } from '@nestjs/common';
import { CacheNotices } from '../../database/cache-notices';
import type { RateBookPages } from './pricing';
import { RateCardRepository } from './rate-card.repository';

const TTL_MS = 300_000;
/** While changes are not heard of, the book is read anew this often. */
const UNHEARD_TTL_MS = 1_000;

/** Market lists and rate cards in memory, read anew when they change. */
@Injectable()
export class RateBook {
  private pages: RateBookPages | null = null;
  private readAt = 0;
  private reading: Promise<RateBookPages> | null = null;
  private edition = 0;

  constructor(
    private readonly repository: RateCardRepository,
    private readonly notices: CacheNotices,
  ) {
    notices.onChange(({ table }) => {
      if (table === 'rate_cards' || table === 'market_prefixes') this.drop();
    });
    notices.onReset(() => this.drop());
  }

  /** The book as of now: at once when it is in memory, else when it has been read; concurrent callers share one reading. */
  current(): RateBookPages | Promise<RateBookPages> {
    const ttlMs = this.notices.isListening ? TTL_MS : UNHEARD_TTL_MS;
    if (this.pages && performance.now() - this.readAt <= ttlMs) return this.pages;
    return (this.reading ??= this.read());
  }

  /** Forgets what was read, so that the next caller sees every committed change. */
  drop(): void {
    this.edition += 1;
    this.pages = null;
    this.reading = null;
  }

  private async read(): Promise<RateBookPages> {
    const { edition } = this;
    const readAt = performance.now();
    try {
      const pages = await this.repository.readBook();
      // A change that came meanwhile may be missing in what was read.
      if (edition === this.edition) Object.assign(this, { pages, readAt });
      return pages;
    } finally {
      if (edition === this.edition) this.reading = null;
    }
  }
}
