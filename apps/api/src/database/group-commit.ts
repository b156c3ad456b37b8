import { GatewayError } from '@switchboard/contracts';
import { isDatabaseAway } from '../http/database-away';

export interface GroupCommitOptions<T, R> {
  /** Writes a batch in one transaction and answers for each item, in the same order. */
  write(batch: readonly T[]): Promise<readonly R[]>;
  sizeOf(item: T): number;
  /** Bounds of one batch. */
  maxRows: number;
  maxBytes: number;
  /** Bounds of what may wait; beyond them `submit` refuses with SYS_002. */
  maxQueuedRows: number;
  maxQueuedBytes: number;
  /** Batches that may be written at the same time. */
  writers: number;
}

interface Waiting<T, R> {
  item: T;
  bytes: number;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Collects concurrent writes and makes each batch durable at once. A batch opens as soon as a writer is free, so a lone write
 * waits for nobody; while writers are busy the next batch fills. Every caller is answered when its own batch is durable.
 */
export class GroupCommit<T, R> {
  private queue: Waiting<T, R>[] = [];
  private queuedBytes = 0;
  private writing = 0;
  private isOpening = false;

  constructor(private readonly options: GroupCommitOptions<T, R>) {}

  /** Items that wait for a writer; those that are being written no longer count. */
  get pending(): number {
    return this.queue.length;
  }

  /**
   * Writes an item with the next batch.
   * @throws GatewayError SYS_002 when too much waits already; then nothing was written
   */
  submit(item: T): Promise<R> {
    const bytes = this.options.sizeOf(item);
    if (this.queue.length >= this.options.maxQueuedRows || this.queuedBytes + bytes > this.options.maxQueuedBytes) {
      return Promise.reject(new GatewayError('SYS_002'));
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ item, bytes, resolve, reject });
      this.queuedBytes += bytes;
      this.open();
    });
  }

  /** Opens a batch after the current round of the event loop, so that what arrived together is written together. */
  private open(): void {
    if (this.isOpening || this.writing >= this.options.writers || this.queue.length === 0) return;
    this.isOpening = true;
    setImmediate(() => {
      this.isOpening = false;
      const batch = this.take();
      if (batch.length > 0) void this.run(batch);
      this.open();
    });
  }

  private take(): Waiting<T, R>[] {
    let rows = 0;
    let bytes = 0;
    for (const { bytes: size } of this.queue) {
      if (rows > 0 && (rows >= this.options.maxRows || bytes + size > this.options.maxBytes)) break;
      rows += 1;
      bytes += size;
    }
    this.queuedBytes -= bytes;
    return this.queue.splice(0, rows);
  }

  private async run(batch: Waiting<T, R>[]): Promise<void> {
    this.writing += 1;
    try {
      await this.write(batch);
    } finally {
      this.writing -= 1;
      this.open();
    }
  }

  /** One item that cannot be written must not fail the others: a batch that fails is halved until the item stands alone. */
  private async write(batch: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.options.write(batch.map(({ item }) => item));
      batch.forEach((waiting, index) => waiting.resolve(results[index] as R));
    } catch (error) {
      if (batch.length === 1 || isDatabaseAway(error)) {
        for (const waiting of batch) waiting.reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.write(batch.slice(0, half));
      await this.write(batch.slice(half));
    }
  }
}
