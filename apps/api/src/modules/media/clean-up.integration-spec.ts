import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { GatewayError, uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { TestVault } from '../../../test/support/test-vault';
import { until } from '../../../test/support/until';
import { CleanUpRepository } from './clean-up.repository';
import { CleanUpService } from './clean-up.service';
import { EraseJob } from './erase.job';
import { MediaRepository } from './media.repository';
import { DiskMediaStore } from './store/disk-media-store';
import type { StoredObject } from './store/media-store';
import { THIS_PROCESS, unfinishedName } from './store/unfinished-file';
import { Vault } from './vault.service';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const CONTENT = Buffer.from('The same bytes.');
const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * MINUTE_MS);

/** A disk that can be away, and tells what it is asked. */
class WatchedStore extends DiskMediaStore {
  away = new Set<'remove' | 'list' | 'removeAbandoned'>();
  /** Called before a list begins. */
  beforeList: () => Promise<void> = () => Promise.resolve();
  lists = 0;

  override async remove(keys: readonly string[]): Promise<void> {
    this.assertThere('remove');
    return super.remove(keys);
  }

  override async *list(): AsyncGenerator<StoredObject> {
    this.lists += 1;
    this.assertThere('list');
    await this.beforeList();
    yield* super.list();
  }

  override async removeAbandoned(now: Date): Promise<number> {
    this.assertThere('removeAbandoned');
    return super.removeAbandoned(now);
  }

  private assertThere(method: 'remove' | 'list' | 'removeAbandoned'): void {
    if (this.away.has(method)) throw new GatewayError('SYS_002', { cause: new Error('The store is away.') });
  }
}

let rig: TestVault;
let store: WatchedStore;
const others: Database[] = [];
beforeAll(async () => {
  rig = await TestVault.start((folder) => (store = new WatchedStore(folder)));
});
beforeEach(async () => {
  store.away.clear();
  store.beforeList = () => Promise.resolve();
  await rig.owner.query('TRUNCATE media_cleanups');
});
afterEach(() => Promise.all(others.splice(0).map((database) => database.close())));
afterAll(() => rig.stop());

/** The clean-up of another process, with connections of its own. */
function process(change: (repository: CleanUpRepository) => void = () => undefined): CleanUpService {
  const database = new Database({ url: rig.test.url, maxConnections: 3 });
  others.push(database);
  const [repository, media] = [new CleanUpRepository(database), new MediaRepository(database)];
  change(repository);
  return new CleanUpService(repository, media, store, new Vault(store, media));
}
const reports = () => rig.cleanUps.list(100);

/** What a process that was killed had begun to write. */
function leaveUnfinished(): void {
  const folder = path.join(rig.folder, 'unfinished');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, unfinishedName({ ...THIS_PROCESS, instance: 'f'.repeat(16) })), 'half');
}

describe('The clean-up of the vault', () => {
  it('removes files whose time is over, with the bytes that no living file shares, and says how much that was', async () => {
    const [tenant, other] = [await rig.openTenant(), await rig.openTenant()];
    const [shared, living] = [await rig.keep(tenant, { bytes: CONTENT }), await rig.keep(tenant, { bytes: CONTENT })];
    const alone = await rig.keep(tenant, { bytes: Buffer.alloc(1_000, 1) });
    const foreign = await rig.keep(other, { bytes: CONTENT });
    const pending = uuidv7();
    await rig.expect(tenant, pending);
    await rig.expire(tenant.id, shared.id, alone.id, pending);
    const report = await rig.cleanUp.run();
    expect(report).toMatchObject({ expiredFiles: 3, expiredBytes: 1_000, orphanedObjects: 0, orphanedBytes: 0 });
    expect(await rig.repository.list(tenant.id, { take: 10 })).toMatchObject([{ id: living.id }]);
    expect(await rig.repository.list(other.id, { take: 10 })).toMatchObject([{ id: foreign.id }]);
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.usage(tenant.id)).toBe(CONTENT.length);
    expect(await rig.faults(tenant.id, other.id)).toEqual([]);
  });

  it('removes as many as there are, of all tenants', async () => {
    const tenants = [await rig.openTenant(), await rig.openTenant(), await rig.openTenant()];
    for (const { id, phoneNumberId } of tenants)
      await rig.owner.query(
        `WITH blobs AS (
           INSERT INTO media_blobs (tenant_id, sha256, object_key, size_bytes)
           SELECT $1::uuid, encode(sha256(n::text::bytea), 'hex'), $1 || '/' || gen_random_uuid(), 2 FROM generate_series(1, 600) n RETURNING sha256),
         usage AS (INSERT INTO media_usage VALUES ($1::uuid, 1200))
         INSERT INTO media (tenant_id, id, phone_number_id, direction, state, path, kind, mime_type, size_bytes, sha256, stored_at, expires_at)
         SELECT $1::uuid, gen_random_uuid(), $2, 'outbound', 'stored', 'media/' || sha256, 'image', 'image/png', 2, sha256, now(), now() FROM blobs`,
        [id, phoneNumberId],
      );
    expect(await rig.cleanUp.run()).toMatchObject({ expiredFiles: 1_800, expiredBytes: 3_600 });
    expect(await rig.faults(...tenants.map(({ id }) => id))).toEqual([]);
  });

  it('treats what has expired as removed before it is', async () => {
    const tenant = await rig.openTenant();
    const kept = await rig.keep(tenant, { bytes: CONTENT, metaMediaId: 'meta-expired' });
    await rig.expire(tenant.id, kept.id);
    expect(await rig.repository.findById(tenant.id, kept.id)).toBeNull();
    expect(await rig.repository.findByPath(tenant.id, kept.path)).toBeNull();
    expect(await rig.repository.findByMetaId(tenant.id, 'meta-expired')).toBeNull();
    expect(await rig.repository.list(tenant.id, { take: 10 })).toEqual([]);
  });

  it('removes objects that belong to no file once they are an hour old, and not before', async () => {
    const tenant = await rig.openTenant();
    const kept = await rig.keep(tenant, { bytes: CONTENT });
    const draft = await rig.vault.begin(tenant.id);
    await draft.write(Buffer.alloc(300));
    await draft.commit();
    expect(await rig.cleanUp.run(inMinutes(59))).toMatchObject({ orphanedObjects: 0, orphanedBytes: 0 });
    expect(await rig.objects(tenant.id)).toHaveLength(2);
    expect(await rig.cleanUp.run(inMinutes(61))).toMatchObject({ orphanedObjects: 1, orphanedBytes: 300 });
    const record = await rig.repository.findById(tenant.id, kept.id);
    expect(await rig.objects(tenant.id)).toEqual([record!.objectKey]);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('keeps the files of tenants that its database has never had, and says how many those are', async () => {
    const tenant = await rig.openTenant();
    const [own, foreign] = [await rig.vault.begin(tenant.id), await rig.vault.begin(uuidv7())];
    for (const draft of [own, foreign]) {
      await draft.write(CONTENT);
      await draft.commit();
    }
    const report = { orphanedObjects: 1, orphanedBytes: CONTENT.length, keptObjects: 1 };
    expect(await rig.cleanUp.run(inMinutes(61))).toMatchObject(report);
    expect(await rig.cleanUp.run(inMinutes(61))).toMatchObject({ orphanedObjects: 0, keptObjects: 1 });
    expect(await rig.objects(tenant.id)).toEqual([]);
    await foreign.discard();
    expect(await rig.cleanUp.run(inMinutes(61))).toMatchObject({ keptObjects: 0 });
  });

  it('removes what killed processes had begun to write, and nothing that is being written', async () => {
    const tenant = await rig.openTenant();
    const draft = await rig.vault.begin(tenant.id);
    await draft.write(CONTENT);
    leaveUnfinished();
    leaveUnfinished();
    expect(await rig.cleanUp.run()).toMatchObject({ unfinishedUploads: 2 });
    await draft.commit();
    expect(await buffer((await draft.read()).body)).toEqual(CONTENT);
    await draft.discard();
  });

  it('does not break off a download of what it removes', async () => {
    const tenant = await rig.openTenant();
    const bytes = Buffer.alloc(4 << 20, 7);
    const kept = await rig.keep(tenant, { bytes });
    const content = (await rig.vault.open((await rig.repository.findById(tenant.id, kept.id))!))!;
    const chunks = content.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await chunks.next();
    await rig.expire(tenant.id, kept.id);
    expect(await rig.cleanUp.run()).toMatchObject({ expiredFiles: 1 });
    expect(await rig.objects(tenant.id)).toEqual([]);
    const read = [first.value as Buffer];
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) read.push(next.value);
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
  });

  it('keeps a report of each time', async () => {
    const before = Date.now();
    await rig.cleanUp.run();
    leaveUnfinished();
    await rig.cleanUp.run();
    const [last, first] = await reports();
    expect(last).toEqual({
      id: expect.any(String) as string,
      startedAt: expect.any(Date) as Date,
      finishedAt: expect.any(Date) as Date,
      expiredFiles: 0,
      expiredBytes: 0,
      orphanedObjects: 0,
      orphanedBytes: 0,
      unfinishedUploads: 1,
      keptObjects: 0,
    });
    expect(first?.startedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(first!.finishedAt.getTime()).toBeGreaterThanOrEqual(first!.startedAt.getTime());
    expect(last!.startedAt.getTime()).toBeGreaterThanOrEqual(first!.finishedAt.getTime());
    expect(await rig.cleanUps.list(1)).toEqual([last]);
    expect(await rig.cleanUps.list(1, last!.id)).toEqual([first]);
  });
});

describe('The daily clean-up', () => {
  it('is one clean-up a day, and looks for what killed processes left every time', async () => {
    const finishedAt = async (): Promise<number[]> => (await reports()).map((report) => report.finishedAt.getTime());
    await rig.cleanUp.runIfDue();
    const [first] = await finishedAt();
    leaveUnfinished();
    await rig.cleanUp.runIfDue(new Date(first! + DAY_MS - 1));
    expect(await finishedAt()).toEqual([first]);
    expect(await store.removeAbandoned(new Date())).toBe(0);
    await rig.cleanUp.runIfDue(new Date(first! + DAY_MS));
    expect(await finishedAt()).toHaveLength(2);
  });

  it('is one clean-up of all processes that start at once', async () => {
    const processes = Array.from({ length: 6 }, () => process());
    await Promise.all(processes.map((each) => each.runIfDue()));
    expect(await reports()).toHaveLength(1);
  });

  it('is not done again by a process that asked before it was done', async () => {
    const slow = process((repository) =>
      jest.spyOn(repository, 'lastFinishedAt').mockImplementationOnce(async () => {
        await rig.cleanUp.runIfDue();
        return null;
      }),
    );
    await slow.runIfDue();
    expect(await reports()).toHaveLength(1);
  });

  it('is left to the process that is at it', async () => {
    const [one, other] = [process(), process()];
    let goOn: () => void = () => undefined;
    const before = store.lists;
    store.beforeList = () => new Promise((resolve) => (goOn = resolve));
    const first = one.run();
    await until(() => Promise.resolve(store.lists > before));
    expect(await other.run()).toBeNull();
    await other.runIfDue();
    expect(store.lists).toBe(before + 1);
    store.beforeList = () => Promise.resolve();
    goOn();
    expect(await first).not.toBeNull();
    expect(await reports()).toHaveLength(1);
    expect(await other.run()).not.toBeNull();
  });

  it.each([['list'], ['removeAbandoned']] as const)(
    'that a store fails (%s) removes what it can, is tried again, and then reports all of it',
    async (method) => {
      const tenant = await rig.openTenant();
      const kept = await rig.keep(tenant, { bytes: CONTENT });
      await rig.expire(tenant.id, kept.id);
      store.away.add(method);
      await expect(rig.cleanUp.runIfDue()).rejects.toThrow(expect.objectContaining({ code: 'SYS_002' }));
      expect(await rig.objects(tenant.id).catch(() => [])).toEqual([]);
      expect(await reports()).toEqual([]);
      store.away.clear();
      await rig.cleanUp.runIfDue();
      expect(await reports()).toMatchObject([{ expiredFiles: 1, expiredBytes: CONTENT.length }]);
      await rig.cleanUp.run();
      expect(await reports()).toMatchObject([{ expiredFiles: 0 }, { expiredFiles: 1 }]);
      expect(await rig.faults(tenant.id)).toEqual([]);
    },
  );

  it('leaves bytes that cannot be removed now to the next one', async () => {
    const tenant = await rig.openTenant();
    const kept = await rig.keep(tenant, { bytes: CONTENT });
    await rig.expire(tenant.id, kept.id);
    store.away.add('remove');
    expect(await rig.cleanUp.run()).toMatchObject({ expiredFiles: 1 });
    expect(await rig.repository.list(tenant.id, { take: 10 })).toEqual([]);
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    store.away.clear();
    await rig.cleanUp.run(inMinutes(61));
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('is not needed for the bytes of a removed number: the job that removes them is tried again', async () => {
    const tenant = await rig.openTenant();
    const kept = await rig.keep(tenant, { bytes: CONTENT });
    const objectKeys = [(await rig.repository.findById(tenant.id, kept.id))!.objectKey!];
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    const job = new EraseJob(store);
    store.away.add('remove');
    await expect(job.run({ objectKeys })).rejects.toThrow(expect.objectContaining({ code: 'SYS_002' }));
    expect(await rig.objects(tenant.id)).toEqual(objectKeys);
    store.away.clear();
    await job.run({ objectKeys });
    await job.run({ objectKeys });
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.runEraseJobs()).toEqual([1]);
  });

  it('that fails for one tenant is done for the others', async () => {
    const [broken, tenant] = [await rig.openTenant(), await rig.openTenant()];
    const files = [await rig.keep(broken, { bytes: CONTENT }), await rig.keep(tenant, { bytes: CONTENT })];
    await rig.owner.query('UPDATE media_usage SET stored_bytes = 0 WHERE tenant_id = $1', [broken.id]);
    await rig.expire(broken.id, files[0]!.id);
    await rig.expire(tenant.id, files[1]!.id);
    await expect(rig.cleanUp.run()).rejects.toThrow('media_usage_not_negative');
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.objects(broken.id)).toHaveLength(1);
    await rig.owner.query('UPDATE media_usage SET stored_bytes = $2 WHERE tenant_id = $1', [broken.id, CONTENT.length]);
    await rig.cleanUp.run();
    expect(await reports()).toMatchObject([{ expiredFiles: 2, expiredBytes: 2 * CONTENT.length }]);
    expect(await rig.faults(broken.id, tenant.id)).toEqual([]);
  });

  it('outlives a database connection that breaks while it works', async () => {
    store.beforeList = async () => {
      const { rowCount } = await rig.owner.query(
        `SELECT pg_terminate_backend(l.pid, 5000) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      expect(rowCount).toBe(1);
    };
    const worker = process();
    expect(await worker.run()).not.toBeNull();
    expect(await reports()).toHaveLength(1);
    store.beforeList = () => Promise.resolve();
    expect(await process().run()).not.toBeNull();
    expect(await worker.run()).not.toBeNull();
  });

  it('ends early when the program does, and is begun again by the next', async () => {
    const tenant = await rig.openTenant();
    const stopped = process();
    for (let count = 0; count < 600; count += 1) {
      const draft = await rig.vault.begin(tenant.id);
      await draft.write(CONTENT);
      await draft.commit();
    }
    store.beforeList = () => {
      stopped.onModuleDestroy();
      return Promise.resolve();
    };
    expect(await stopped.run(inMinutes(61))).toBeNull();
    store.beforeList = () => Promise.resolve();
    // Nobody waits for it, but what it was at it ends.
    const left = await until(async () => {
      const objects = await rig.objects(tenant.id);
      return objects.length < 600 && objects;
    });
    expect(left.length).toBeGreaterThanOrEqual(100);
    expect(await reports()).toEqual([]);
    await process().runIfDue(inMinutes(61));
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await reports()).toHaveLength(1);
  });
});
