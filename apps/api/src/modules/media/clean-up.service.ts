import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type CleanUpReport, CleanUpRepository } from './clean-up.repository';
import { MediaRepository } from './media.repository';
import { MediaStore, type StoredObject } from './store/media-store';
import { tenantOf } from './store/object-key';
import { Vault } from './vault.service';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** An object is in the store before it is on record: as long as an upload may take, it is no orphan. */
const ORPHAN_AGE_MS = 60 * 60 * 1_000;
const BATCH = 500;

type Removed = Omit<CleanUpReport, 'startedAt' | 'finishedAt'>;

const NOTHING: Removed = {
  expiredFiles: 0,
  expiredBytes: 0,
  orphanedObjects: 0,
  orphanedBytes: 0,
  unfinishedUploads: 0,
  keptObjects: 0,
};

/** Removes what has had its time, and what crashes have left behind, and reports what that was. */
@Injectable()
export class CleanUpService implements OnModuleDestroy {
  private readonly logger = new Logger(CleanUpService.name);
  /** Since the last report: what a clean-up that failed has removed is in the next one's. */
  private removed: Removed = { ...NOTHING };
  private readonly stop = new AbortController();

  constructor(
    private readonly repository: CleanUpRepository,
    private readonly media: MediaRepository,
    private readonly store: MediaStore,
    private readonly vault: Vault,
  ) {}

  /** Nobody waits any longer for what is under way: the next start goes on with it. */
  onModuleDestroy(): void {
    this.stop.abort();
  }

  /** Once a day over all processes; beginnings of uploads that a killed process has left are looked for at every call. */
  async runIfDue(now = new Date()): Promise<void> {
    if (await this.isDue(now)) await this.exclusively(now, () => this.isDue(now));
    else await this.untilStopped(() => this.store.removeAbandoned(now));
  }

  /**
   * Null when another process is at it, or when it was stopped.
   * @throws Error when the store or the database fails; all else is removed then, and the rest the next time
   */
  run(now = new Date()): Promise<CleanUpReport | null> {
    return this.exclusively(now, () => Promise.resolve(true));
  }

  /** @param isDue asked when no other process is at it any more: it may have done it since we asked */
  private async exclusively(now: Date, isDue: () => Promise<boolean>): Promise<CleanUpReport | null> {
    let report: CleanUpReport | null = null;
    await this.repository.exclusively(async () => {
      report = (await isDue()) ? await this.untilStopped(() => this.cleanUp(now)) : null;
    });
    return report;
  }

  /** A store that hangs must not hold up the end of the program. */
  private async untilStopped<T>(work: () => Promise<T>): Promise<T | null> {
    const { signal } = this.stop;
    let onStop: () => void = () => undefined;
    const stopped = new Promise<null>((resolve) => (onStop = () => resolve(null)));
    signal.addEventListener('abort', onStop);
    try {
      return signal.aborted ? null : await Promise.race([work(), stopped]);
    } finally {
      signal.removeEventListener('abort', onStop);
    }
  }

  private async isDue(now: Date): Promise<boolean> {
    const last = await this.repository.lastFinishedAt();
    return last === null || now.getTime() - last.getTime() >= DAY_MS;
  }

  private async cleanUp(now: Date): Promise<CleanUpReport | null> {
    const startedAt = new Date();
    const failures: unknown[] = [];
    // None waits for another: where a store does not let us list, files are to go in time nevertheless.
    const parts = [() => this.removeUnfinished(now), () => this.removeExpired(failures), () => this.removeOrphans(now)];
    for (const part of parts)
      if (!this.stop.signal.aborted) await part().catch((error: unknown) => failures.push(error));
    if (failures.length > 0)
      throw failures.length > 1 ? new AggregateError(failures, 'Parts of the clean-up failed.') : failures[0];
    if (this.stop.signal.aborted) return null;
    const report = { startedAt, finishedAt: new Date(), ...this.removed };
    await this.repository.record(report);
    this.removed = { ...NOTHING };
    this.logger.log(report, 'The vault was cleaned up.');
    if (report.keptObjects > 0)
      this.logger.warn(
        `${report.keptObjects} objects of the media store belong to tenants that this database has never had. They are kept: another database's files must not be removed.`,
      );
    return report;
  }

  private async removeUnfinished(now: Date): Promise<void> {
    this.removed.unfinishedUploads += await this.store.removeAbandoned(now);
  }

  private async removeExpired(failures: unknown[]): Promise<void> {
    const failed: string[] = [];
    for (;;) {
      const expired = await this.repository.findExpired(BATCH, failed);
      for (const { tenantId, ids } of expired) {
        try {
          await this.removeFiles(tenantId, ids);
        } catch (error) {
          // Nobody else's files are kept for it.
          failed.push(tenantId);
          failures.push(error);
        }
      }
      if (expired.length === 0 || this.stop.signal.aborted) return;
    }
  }

  private async removeFiles(tenantId: string, ids: readonly string[]): Promise<void> {
    const { files, freedBytes, objectKeys } = await this.media.transaction(tenantId, (transaction) =>
      this.media.remove(tenantId, transaction, ids),
    );
    this.removed.expiredFiles += files;
    this.removed.expiredBytes += freedBytes;
    await this.vault.erase(objectKeys);
  }

  private async removeOrphans(now: Date): Promise<void> {
    // Of this walk alone: what is kept is found again by the next.
    this.removed.keptObjects = 0;
    let batch: StoredObject[] = [];
    for await (const object of this.store.list()) {
      if (now.getTime() - object.modifiedAt.getTime() < ORPHAN_AGE_MS) continue;
      batch.push(object);
      if (batch.length < BATCH) continue;
      await this.removeUnowned(batch);
      batch = [];
      if (this.stop.signal.aborted) return;
    }
    await this.removeUnowned(batch);
  }

  private async removeUnowned(objects: readonly StoredObject[]): Promise<void> {
    const owned = await this.repository.findOwned(objects.map(({ key }) => key));
    const unowned = objects.filter(({ key }) => !owned.has(key));
    if (unowned.length === 0) return;
    // A gateway that was started with a new or a wrong database must not empty the store of another.
    const known = await this.repository.findKnownTenants([...new Set(unowned.map(({ key }) => tenantOf(key)))]);
    const orphans = unowned.filter(({ key }) => known.has(tenantOf(key)));
    this.removed.keptObjects += unowned.length - orphans.length;
    if (orphans.length === 0) return;
    await this.store.remove(orphans.map(({ key }) => key));
    this.removed.orphanedObjects += orphans.length;
    this.removed.orphanedBytes += orphans.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
  }
}
