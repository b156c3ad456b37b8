import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@switchboard/contracts';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { TestTenant } from '../../../test/support/test-tenant';
import { sha256Of, TestVault } from '../../../test/support/test-vault';
import { CleanUpRepository } from './clean-up.repository';
import { MediaRepository } from './media.repository';

let rig: TestVault;
let repository: MediaRepository;
beforeAll(async () => {
  rig = await TestVault.start();
  repository = rig.repository;
});
afterAll(() => rig.stop());

const CONTENT = Buffer.from('The same bytes.');
const SHA256 = sha256Of(CONTENT);
const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

describe('A file', () => {
  it('is found by our id, its path and Meta’s id, as it was kept', async () => {
    const tenant = await rig.openTenant();
    const before = Date.now();
    const kept = await rig.keep(tenant, {
      bytes: CONTENT,
      metaMediaId: '1071',
      filename: 'déjà 📎.txt',
      metaExpiresAt: inMinutes(60),
    });
    const record = (await repository.findById(tenant.id, kept.id))!;
    expect(record).toEqual({
      tenantId: tenant.id,
      id: kept.id,
      phoneNumberId: tenant.phoneNumberId,
      direction: 'outbound',
      state: 'stored',
      metaMediaId: '1071',
      path: kept.path,
      filename: 'déjà 📎.txt',
      kind: 'document',
      mimeType: 'text/plain',
      sizeBytes: CONTENT.length,
      sha256: SHA256,
      wamid: null,
      eventId: null,
      createdAt: expect.any(Date) as Date,
      storedAt: expect.any(Date) as Date,
      expiresAt: kept.expiresAt,
      objectKey: expect.stringMatching(`^${tenant.id}/`) as string,
    });
    expect(record.createdAt.getTime()).toBeGreaterThanOrEqual(before - 1_000);
    expect(await repository.findByPath(tenant.id, kept.path)).toEqual(record);
    expect(await repository.findByMetaId(tenant.id, '1071')).toEqual(record);
  });

  it('is the newest with Meta’s id, where Meta has given it twice', async () => {
    const tenant = await rig.openTenant();
    await rig.keep(tenant, { bytes: CONTENT, metaMediaId: 'twice' });
    const { id } = await rig.keep(tenant, { bytes: Buffer.from('others'), metaMediaId: 'twice' });
    expect(await repository.findByMetaId(tenant.id, 'twice')).toMatchObject({ id });
  });

  it('is no other tenant’s, whatever is asked for', async () => {
    const [mine, theirs] = [await rig.openTenant(), await rig.openTenant()];
    const kept = await rig.keep(mine, { bytes: CONTENT, metaMediaId: 'mine', metaExpiresAt: inMinutes(600) });
    const { phoneNumberId } = mine;
    expect(await repository.findById(theirs.id, kept.id)).toBeNull();
    expect(await repository.findByPath(theirs.id, kept.path)).toBeNull();
    expect(await repository.findByMetaId(theirs.id, 'mine')).toBeNull();
    expect(
      await repository.findReusable(theirs.id, { phoneNumberId, sha256: SHA256, mimeType: 'text/plain' }),
    ).toBeNull();
    expect(await repository.list(theirs.id, { take: 10 })).toEqual([]);
    expect(await repository.usage(theirs.id)).toMatchObject({ storedBytes: 0n });
    expect(await rig.remove(theirs.id, kept.id)).toBe(0);
    expect(await repository.countAttempt(theirs.id, kept.id)).toBeNull();
    expect(await repository.replaceObject(theirs.id, SHA256, { from: '', to: 'x' })).toBe(false);
    expect(await repository.findById(mine.id, kept.id)).not.toBeNull();
  });

  it('cannot be written for another tenant in a tenant’s own scope', async () => {
    const [mine, theirs] = [await rig.openTenant(), await rig.openTenant()];
    const foreign = await rig.keep(theirs, { bytes: CONTENT });
    const asMe = (sql: string, ...values: unknown[]): Promise<unknown> =>
      repository.transaction(mine.id, (transaction) => transaction.$queryRawUnsafe(sql, ...values));
    const file = {
      tenant_id: theirs.id,
      id: uuidv7(),
      phone_number_id: theirs.phoneNumberId,
      direction: 'outbound',
      path: 'x',
      kind: 'image',
      mime_type: 'image/png',
      size_bytes: CONTENT.length,
      sha256: SHA256,
      object_key: 'x',
    };
    expect(await asMe('SELECT verdict FROM store_media($1::json)', JSON.stringify(file))).toEqual([
      { verdict: 'gone' },
    ]);
    expect(await asMe(`SELECT files FROM remove_media($1::uuid, NULL, $2::uuid[])`, theirs.id, [foreign.id])).toEqual([
      { files: 0 },
    ]);
    expect(
      await asMe(`SELECT files FROM remove_media($1::uuid, $2::uuid, '{}')`, theirs.id, theirs.phoneNumberId),
    ).toEqual([{ files: 0 }]);
    for (const table of ['media', 'media_blobs', 'media_usage'])
      expect(await asMe(`SELECT count(*)::int AS n FROM ${table}`)).toEqual([{ n: 0 }]);
    expect(await rig.faults(theirs.id)).toEqual([]);
    expect(await repository.findById(theirs.id, foreign.id)).not.toBeNull();
  });
});

describe('The list of files', () => {
  it('is newest first, by direction and kind, in pages', async () => {
    const tenant = await rig.openTenant();
    const files = [];
    for (const [direction, kind] of [
      ['outbound', 'image'],
      ['inbound', 'image'],
      ['inbound', 'video'],
      ['outbound', 'image'],
    ] as const)
      files.push((await rig.keep(tenant, { bytes: randomBytes(10), direction, kind })).id);
    const ids = async (filter: object = {}): Promise<string[]> =>
      (await repository.list(tenant.id, { take: 10, ...filter })).map(({ id }) => id);
    expect(await ids()).toEqual([...files].reverse());
    expect(await ids({ direction: 'inbound' })).toEqual([files[2], files[1]]);
    expect(await ids({ kind: 'image' })).toEqual([files[3], files[1], files[0]]);
    expect(await ids({ direction: 'inbound', kind: 'video' })).toEqual([files[2]]);
    expect(await ids({ kind: 'sticker' })).toEqual([]);
    expect(await ids({ take: 2 })).toEqual([files[3], files[2]]);
    expect(await ids({ take: 2, beforeId: files[2] })).toEqual([files[1], files[0]]);
  });
});

describe('An upload that Meta still has', () => {
  const wanted = ({ phoneNumberId }: TestTenant, given: object = {}) => ({
    phoneNumberId,
    sha256: SHA256,
    mimeType: 'text/plain',
    ...given,
  });
  const upload = (tenant: TestTenant, given: object = {}) =>
    rig.keep(tenant, { bytes: CONTENT, metaMediaId: uuidv7(), metaExpiresAt: inMinutes(24 * 60), ...given });

  it('is used again for the same bytes, number and type, and for no others', async () => {
    const tenant = await rig.openTenant();
    const other = await rig.addNumber(tenant.id);
    await upload(tenant);
    const { id } = await upload(tenant);
    expect(await repository.findReusable(tenant.id, wanted(tenant))).toMatchObject({ id });
    for (const given of [{ phoneNumberId: other }, { sha256: 'f'.repeat(64) }, { mimeType: 'text/html' }])
      expect(await repository.findReusable(tenant.id, wanted(tenant, given))).toBeNull();
  });

  it.each([
    ['that Meta forgets within the hour', { metaExpiresAt: inMinutes(59) }],
    ['of which it is not known how long Meta keeps it', { metaExpiresAt: null }],
    ['that Meta was never given', { metaMediaId: null }],
    ['that a user sent', { direction: 'inbound' }],
  ])('is not one %s', async (_, given) => {
    const tenant = await rig.openTenant();
    await upload(tenant, given);
    expect(await repository.findReusable(tenant.id, wanted(tenant))).toBeNull();
  });

  it('is one that Meta keeps for more than an hour', async () => {
    const tenant = await rig.openTenant();
    const { id } = await upload(tenant, { metaExpiresAt: inMinutes(61) });
    expect(await repository.findReusable(tenant.id, wanted(tenant))).toMatchObject({ id });
  });

  it('is not one that was removed, has expired, or went with its number', async () => {
    const tenant = await rig.openTenant();
    const [older, newer] = [await upload(tenant), await upload(tenant)];
    await rig.remove(tenant.id, newer.id);
    expect(await repository.findReusable(tenant.id, wanted(tenant))).toMatchObject({ id: older.id });
    await rig.expire(tenant.id, older.id);
    expect(await repository.findReusable(tenant.id, wanted(tenant))).toBeNull();
    await upload(tenant);
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    expect(await repository.findReusable(tenant.id, wanted(tenant))).toBeNull();
  });
});

describe('Meta’s id', () => {
  it('is foreign where another tenant has it, and only there', async () => {
    const [mine, theirs] = [await rig.openTenant(), await rig.openTenant()];
    await rig.keep(mine, { bytes: CONTENT, metaMediaId: 'of-mine' });
    expect(await repository.isForeign(theirs.id, 'of-mine')).toBe(true);
    expect(await repository.isForeign(mine.id, 'of-mine')).toBe(false);
    expect(await repository.isForeign(mine.id, 'of-nobody')).toBe(false);
    const id = uuidv7();
    await rig.expect(theirs, id);
    expect(await repository.isForeign(mine.id, `meta-${id}`)).toBe(true);
  });
});

describe('Among 100,000 files of a tenant', () => {
  const FILES = 100_000;
  /** Rows that a question may touch, in tables and their indexes: what it asks for, and not what else there is. */
  const ROWS_MAX = 300;
  /** A few milliseconds on a quiet machine; tests share theirs. */
  const QUICK_MS = 100;
  let tenant: TestTenant;
  let sample: { id: string; path: string; metaMediaId: string; sha256: string };
  let watched: MediaRepository;
  let cleanUps: CleanUpRepository;
  let touched = 0;

  beforeAll(async () => {
    tenant = await rig.openTenant({ storedBytes: 1e12 });
    await rig.owner.query('TRUNCATE media, media_blobs, media_usage');
    await rig.owner.query(
      `WITH numbered AS (SELECT n, encode(sha256((n % 90000)::text::bytea), 'hex') AS sha256 FROM generate_series(1, ${FILES}) n),
       blobs AS (
         INSERT INTO media_blobs (tenant_id, sha256, object_key, size_bytes)
         SELECT DISTINCT ON (sha256) $1::uuid, sha256, $1 || '/' || gen_random_uuid(), 10 FROM numbered),
       usage AS (INSERT INTO media_usage VALUES ($1::uuid, 900000))
       INSERT INTO media (tenant_id, id, phone_number_id, direction, state, meta_media_id, meta_expires_at, path, kind, mime_type, size_bytes, sha256, stored_at, expires_at)
       SELECT $1::uuid, uuidv7(), $2, 'outbound', 'stored', 'bulk-' || n, now() + interval '10 days', 'media/' || $1 || '/' || n, 'image', 'image/png', 10,
              sha256, now(), now() + interval '10 days' + n * interval '1 second'
         FROM numbered`,
      [tenant.id, tenant.phoneNumberId],
    );
    await rig.owner.query('ANALYZE media, media_blobs, media_usage');
    sample = (await repository.findByMetaId(tenant.id, 'bulk-50000')) as typeof sample;
    const database = watch(rig.test.database);
    watched = new MediaRepository(database);
    cleanUps = new CleanUpRepository(database);
  });

  /** A database that counts the rows that each transaction touches. */
  function watch(database: Database): Database {
    // What a session has touched is added up for a while after its transactions.
    const counted = async <T>(ask: (sql: string) => Promise<{ n: number }[]>, work: () => Promise<T>): Promise<T> => {
      const count = async (): Promise<number> =>
        (
          await ask(
            `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_xact_user_tables WHERE relname LIKE 'media%'`,
          )
        )[0]!.n;
      const before = await count();
      const result = await work();
      touched = (await count()) - before;
      return result;
    };
    const tenant = (tenantId: string, work: (transaction: TenantTransaction) => Promise<unknown>) =>
      database.tenant(tenantId, (transaction) =>
        counted(
          (sql) => transaction.$queryRawUnsafe(sql),
          () => work(transaction),
        ),
      );
    const query = async (sql: string, values: unknown[]) => {
      const client = await database.pool.connect();
      try {
        await client.query('BEGIN');
        const ask = async (text: string) => (await client.query<{ n: number }>(text)).rows;
        const result = await counted(ask, () => client.query(sql, values));
        await client.query('COMMIT');
        return result;
      } finally {
        client.release();
      }
    };
    return Object.create(database, { tenant: { value: tenant }, pool: { value: { query } } }) as Database;
  }

  const store = (given: object = {}) =>
    watched.store({
      tenantId: tenant.id,
      id: uuidv7(),
      phoneNumberId: tenant.phoneNumberId,
      direction: 'outbound',
      metaMediaId: null,
      metaExpiresAt: null,
      path: `media/${uuidv7()}`,
      filename: null,
      kind: 'image',
      mimeType: 'image/png',
      sizeBytes: 10,
      sha256: randomBytes(32).toString('hex'),
      objectKey: `${tenant.id}/${uuidv7()}`,
      isExpected: false,
      ...given,
    });
  const reusable = (sha256: string) =>
    watched.findReusable(tenant.id, { phoneNumberId: tenant.phoneNumberId, sha256, mimeType: 'image/png' });
  const next = (() => {
    let number = 1_000;
    return async (): Promise<string> => (await repository.findByMetaId(tenant.id, `bulk-${(number += 1)}`))!.id;
  })();

  const questions: readonly [string, () => Promise<unknown>][] = [
    ['by Meta’s id', () => watched.findByMetaId(tenant.id, sample.metaMediaId)],
    ['by an id that nobody has', () => watched.findByMetaId(tenant.id, 'none')],
    ['by path', () => watched.findByPath(tenant.id, sample.path)],
    ['by our id', () => watched.findById(tenant.id, sample.id)],
    ['by content, to be used again', () => reusable(sample.sha256)],
    ['by a content that is new', () => reusable('e'.repeat(64))],
    ['of the first page', () => watched.list(tenant.id, { take: 101 })],
    ['of a page in the middle', () => watched.list(tenant.id, { take: 101, beforeId: sample.id })],
    ['of a page of one direction', () => watched.list(tenant.id, { take: 101, direction: 'outbound' })],
    ['that have expired', () => cleanUps.findExpired(500, [])],
    ['and how much it is', () => watched.usage(tenant.id)],
    ['with one more', () => store()],
    ['with one more that is known already', () => store({ sha256: sample.sha256 })],
  ];

  it.each(questions)('those %s are found by an index', async (_name, ask) => {
    for (let round = 0; round < 12; round += 1) {
      await ask();
      expect(touched).toBeLessThan(ROWS_MAX);
    }
    expect(await quickest(ask)).toBeLessThan(QUICK_MS);
  });

  it('one is removed by an index', async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await next();
      await watched.transaction(tenant.id, (transaction) => watched.remove(tenant.id, transaction, [id]));
      expect(touched).toBeLessThan(ROWS_MAX);
    }
    const ids = await Promise.all([next(), next(), next()]);
    const remove = () =>
      watched.transaction(tenant.id, (transaction) => watched.remove(tenant.id, transaction, [ids.pop()!]));
    expect(await quickest(remove)).toBeLessThan(QUICK_MS);
  });

  it('another tenant’s id of Meta’s is found by an index', async () => {
    expect(await repository.isForeign(uuidv7(), sample.metaMediaId)).toBe(true);
    expect(await quickest(() => repository.isForeign(uuidv7(), sample.metaMediaId))).toBeLessThan(QUICK_MS);
  });

  it('all go with their number within seconds', async () => {
    const startedAt = performance.now();
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(await repository.usage(tenant.id)).toMatchObject({ storedBytes: 0n });
  });

  /** In milliseconds, of three times. */
  async function quickest(ask: () => Promise<unknown>): Promise<number> {
    const times = [];
    for (let round = 0; round < 3; round += 1) {
      const startedAt = performance.now();
      await ask();
      times.push(performance.now() - startedAt);
    }
    return Math.min(...times);
  }
});
