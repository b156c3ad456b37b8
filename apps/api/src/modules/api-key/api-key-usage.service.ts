import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { ApiKeyRepository, type KeyUseTime } from './api-key.repository';

/** Last uses are written at most this often, all in one statement. */
const WRITE_INTERVAL_MS = 10_000;
/** Keys remembered between two writes; beyond it (the database is away) further ones go unremembered. */
const KEYS_MAX = 50_000;

/** Remembers when keys were used without writing to the database for each request. */
@Injectable()
export class ApiKeyUsage implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ApiKeyUsage.name);
  private readonly pending = new Map<string, KeyUseTime>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly repository: ApiKeyRepository) {}

  /** Takes note that a key was used; costs nothing but memory. */
  note(key: { tenantId: string; id: string }, at: Date): void {
    const known = this.pending.get(key.id);
    if (known) {
      known.at = at;
      return;
    }
    if (this.pending.size >= KEYS_MAX) return;
    this.pending.set(key.id, { tenantId: key.tenantId, id: key.id, at });
    this.timer ??= setTimeout(() => void this.flush(), WRITE_INTERVAL_MS).unref();
  }

  /** Writes what is remembered; what could not be written is tried again at the next interval. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const uses = [...this.pending.values()];
    this.pending.clear();
    if (uses.length === 0) return;
    try {
      await this.repository.writeUse(uses);
    } catch (error) {
      this.logger.warn({ err: error }, 'The last use of API keys could not be written.');
      for (const use of uses) if (!this.pending.has(use.id)) this.note(use, use.at);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }
}
