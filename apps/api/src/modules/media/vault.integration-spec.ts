import { randomBytes } from 'node:crypto';
import { GatewayError, uuidv7 } from '@switchboard/contracts';
import { sha256Of, TestVault } from '../../../test/support/test-vault';
import { Vault } from './vault.service';

let rig: TestVault;
beforeAll(async () => {
  rig = await TestVault.start();
});
afterAll(() => rig.stop());

const CONTENT = Buffer.from('The same bytes.');
const codeOf = (error: unknown): string => (error instanceof GatewayError ? error.code : String(error));
const settled = async (work: readonly Promise<unknown>[]): Promise<Record<string, number>> => {
  const outcomes: Record<string, number> = {};
  for (const result of await Promise.allSettled(work)) {
    const word = result.status === 'fulfilled' ? 'done' : codeOf(result.reason);
    outcomes[word] = (outcomes[word] ?? 0) + 1;
  }
  return outcomes;
};
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('The bytes of a file', () => {
  it('are kept once per tenant, under as many files as it came', async () => {
    const tenant = await rig.openTenant();
    const [first, second] = [
      await rig.keep(tenant, { bytes: CONTENT, filename: 'a.txt' }),
      await rig.keep(tenant, { bytes: CONTENT, filename: 'b.txt' }),
    ];
    expect(second).toMatchObject({ sha256: sha256Of(CONTENT), sizeBytes: CONTENT.length });
    expect(second.path).not.toBe(first.path);
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.usage(tenant.id)).toBe(CONTENT.length);
    const [a, b] = [
      await rig.repository.findById(tenant.id, first.id),
      await rig.repository.findById(tenant.id, second.id),
    ];
    expect([a?.filename, b?.filename]).toEqual(['a.txt', 'b.txt']);
    expect(b?.objectKey).toBe(a?.objectKey);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('are never shared by two tenants', async () => {
    const [mine, theirs] = [await rig.openTenant(), await rig.openTenant()];
    const [own, foreign] = [await rig.keep(mine, { bytes: CONTENT }), await rig.keep(theirs, { bytes: CONTENT })];
    expect(await rig.objects(mine.id)).toHaveLength(1);
    expect(await rig.objects(theirs.id)).toHaveLength(1);
    expect(await rig.remove(mine.id, own.id, foreign.id)).toBe(1);
    expect(await rig.usage(mine.id)).toBe(0);
    expect(await rig.objects(mine.id)).toEqual([]);
    const record = await rig.repository.findById(theirs.id, foreign.id);
    expect(await rig.read(record!.objectKey!)).toEqual(CONTENT);
    expect(await rig.faults(mine.id, theirs.id)).toEqual([]);
  });

  it('go with the last file that has them', async () => {
    const tenant = await rig.openTenant();
    const files = [await rig.keep(tenant, { bytes: CONTENT }), await rig.keep(tenant, { bytes: CONTENT })];
    expect(await rig.remove(tenant.id, files[0]!.id)).toBe(1);
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.remove(tenant.id, files[0]!.id)).toBe(0);
    expect(await rig.remove(tenant.id, files[1]!.id)).toBe(1);
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.usage(tenant.id)).toBe(0);
  });

  it('stay one object when they come 32 times at once', async () => {
    const tenant = await rig.openTenant();
    expect(await settled(times(32, () => rig.keep(tenant, { bytes: CONTENT })))).toEqual({ done: 32 });
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.usage(tenant.id)).toBe(CONTENT.length);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('are there for whoever keeps them while the last other file with them is removed', async () => {
    const tenant = await rig.openTenant();
    let before = await rig.keep(tenant, { bytes: CONTENT });
    for (let round = 0; round < 150; round += 1) {
      const [kept] = await Promise.all([rig.keep(tenant, { bytes: CONTENT }), rig.remove(tenant.id, before.id)]);
      const record = await rig.repository.findById(tenant.id, kept.id);
      expect(await rig.read(record!.objectKey!)).toEqual(CONTENT);
      before = kept;
    }
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('that come anew for a file replace what it had, and leave nothing behind but for the clean-up', async () => {
    const tenant = await rig.openTenant();
    const kept = await rig.keep(tenant, { bytes: CONTENT });
    const expected = (await rig.repository.findById(tenant.id, kept.id))!;
    const other = Buffer.from('What Meta made of it.');
    expect(await rig.keep(tenant, { bytes: other, expected })).toMatchObject({ id: kept.id, path: kept.path });
    expect(await rig.usage(tenant.id)).toBe(other.length);
    await rig.cleanUp.run(new Date(Date.now() + 2 * 3_600_000));
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('are not removed when it is unknown whether they were recorded', async () => {
    const tenant = await rig.openTenant();
    const repository = Object.assign(Object.create(rig.repository) as typeof rig.repository, {
      store: async (...given: Parameters<typeof rig.repository.store>) => {
        await rig.repository.store(...given);
        throw new Error('The connection was lost before the answer.');
      },
    });
    const draft = await new Vault(rig.store, repository).begin(tenant.id);
    await draft.write(CONTENT);
    await draft.commit();
    await expect(
      draft.keep({
        phoneNumberId: tenant.phoneNumberId,
        direction: 'outbound',
        metaMediaId: null,
        metaExpiresAt: null,
        filename: null,
        kind: 'document',
        mimeType: 'text/plain',
      }),
    ).rejects.toThrow('connection was lost');
    await draft.discard();
    expect(await rig.faults(tenant.id)).toEqual([]);
    expect(await rig.objects(tenant.id)).toHaveLength(1);
  });
});

describe('The plan', () => {
  it('lets in as many as there is room for, of all that come at once, and keeps nothing of the rest', async () => {
    const tenant = await rig.openTenant({ storedBytes: 7_999 });
    const outcomes = await settled(times(20, () => rig.keep(tenant, { bytes: randomBytes(1_000) })));
    expect(outcomes).toEqual({ done: 7, MEDIA_002: 13 });
    expect(await rig.objects(tenant.id)).toHaveLength(7);
    expect(await rig.usage(tenant.id)).toBe(7_000);
    expect(await rig.repository.list(tenant.id, { take: 100 })).toHaveLength(7);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('is used to the last byte, and a file that is kept already needs no room', async () => {
    const tenant = await rig.openTenant({ storedBytes: 100 });
    const [whole, one] = [Buffer.alloc(100, 1), Buffer.alloc(1, 2)];
    const kept = await rig.keep(tenant, { bytes: whole });
    await expect(rig.keep(tenant, { bytes: one })).rejects.toThrow(expect.objectContaining({ code: 'MEDIA_002' }));
    await rig.keep(tenant, { bytes: whole });
    await expect(rig.vault.assertRoom(tenant.id, 1)).rejects.toThrow(expect.objectContaining({ code: 'MEDIA_002' }));
    expect(await rig.remove(tenant.id, kept.id)).toBe(1);
    await expect(rig.keep(tenant, { bytes: one })).rejects.toThrow(expect.objectContaining({ code: 'MEDIA_002' }));
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('says how long files are kept, and a change of it counts for new ones', async () => {
    const tenant = await rig.openTenant({ retentionDays: 3 });
    const days = ({ expiresAt }: { expiresAt: Date }): number => (expiresAt.getTime() - Date.now()) / 86_400_000;
    const before = await rig.keep(tenant, { bytes: CONTENT });
    expect(days(before)).toBeCloseTo(3, 2);
    await rig.owner.query('UPDATE plans SET media_retention_days = 90 WHERE code = $1', [tenant.id]);
    expect(days(await rig.keep(tenant, { bytes: CONTENT }))).toBeCloseTo(90, 2);
    expect(days((await rig.repository.findById(tenant.id, before.id))!)).toBeCloseTo(3, 2);
    const id = uuidv7();
    await rig.expect(tenant, id);
    const expected = (await rig.repository.findById(tenant.id, id))!;
    expect(days(await rig.keep(tenant, { bytes: CONTENT, expected }))).toBeCloseTo(90, 2);
    await rig.owner.query('DELETE FROM subscriptions WHERE tenant_id = $1', [tenant.id]);
    expect(days(await rig.keep(tenant, { bytes: CONTENT }))).toBeCloseTo(30, 2);
  });
});

describe('A number that is removed', () => {
  it('takes its files with it, and leaves what others share', async () => {
    const tenant = await rig.openTenant();
    const other = { ...tenant, phoneNumberId: await rig.addNumber(tenant.id) };
    await rig.keep(tenant, { bytes: CONTENT });
    await rig.keep(tenant, { bytes: Buffer.from('Of this number alone.') });
    const kept = await rig.keep(other, { bytes: CONTENT });
    await rig.expect(tenant, uuidv7());
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    expect(await rig.repository.list(tenant.id, { take: 100 })).toMatchObject([{ id: kept.id }]);
    expect(await rig.runEraseJobs()).toEqual([1]);
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('has its bytes removed by jobs of a thousand objects at most', async () => {
    const tenant = await rig.openTenant();
    await rig.owner.query(
      `WITH blobs AS (
         INSERT INTO media_blobs (tenant_id, sha256, object_key, size_bytes)
         SELECT $1::uuid, encode(sha256(n::text::bytea), 'hex'), $1 || '/' || gen_random_uuid(), 1 FROM generate_series(1, 2500) n RETURNING sha256),
       usage AS (INSERT INTO media_usage VALUES ($1::uuid, 2500))
       INSERT INTO media (tenant_id, id, phone_number_id, direction, state, path, kind, mime_type, size_bytes, sha256, stored_at, expires_at)
       SELECT $1::uuid, gen_random_uuid(), $2, 'outbound', 'stored', 'media/' || sha256, 'image', 'image/png', 1, sha256, now(), now() + interval '1 day' FROM blobs`,
      [tenant.id, tenant.phoneNumberId],
    );
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    expect((await rig.runEraseJobs()).sort()).toEqual([1_000, 1_000, 500]);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('refuses a file that was on its way to it, and nothing is left of that', async () => {
    const tenant = await rig.openTenant();
    const draft = await rig.vault.begin(tenant.id);
    await draft.write(CONTENT);
    await draft.commit();
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    const { phoneNumberId } = tenant;
    const about = { direction: 'outbound', metaMediaId: null, metaExpiresAt: null, filename: null } as const;
    const file = { ...about, phoneNumberId, kind: 'image', mimeType: 'image/png' } as const;
    await expect(draft.keep(file)).rejects.toThrow(expect.objectContaining({ code: 'NUM_001' }));
    await draft.discard();
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.repository.list(tenant.id, { take: 10 })).toEqual([]);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('has no file afterwards, whatever came while it was removed', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 30; round += 1) {
      const tenant = await rig.openTenant();
      const keeps = times(4, (index) => rig.keep(tenant, { bytes: Buffer.from(`file ${index}`) }));
      const results = await settled([...keeps, rig.removeNumber(tenant.id, tenant.phoneNumberId)]);
      Object.keys(results).forEach((word) => outcomes.add(word));
      await rig.runEraseJobs();
      expect(await rig.repository.list(tenant.id, { take: 10 })).toEqual([]);
      expect(await rig.objects(tenant.id)).toEqual([]);
      expect(await rig.faults(tenant.id)).toEqual([]);
    }
    expect([...outcomes].filter((word) => word !== 'done' && word !== 'NUM_001')).toEqual([]);
  });

  it('is removed in good time while files keep coming to it', async () => {
    const tenant = await rig.openTenant();
    let isOver = false;
    const comers = times(8, async (index) => {
      for (let count = 0; !isOver; count += 1)
        await rig.keep(tenant, { bytes: Buffer.from(`${index}-${count}`) }).catch((error: unknown) => {
          expect(codeOf(error)).toBe('NUM_001');
          isOver = true;
        });
    });
    while ((await rig.usage(tenant.id)) < 200);
    const startedAt = performance.now();
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    const tookMs = performance.now() - startedAt;
    await Promise.all(comers);
    await rig.runEraseJobs();
    expect(await rig.faults(tenant.id)).toEqual([]);
    expect(tookMs).toBeLessThan(1_000);
  });
});

describe('A file that was announced', () => {
  it('is completed when it comes, in its place', async () => {
    const tenant = await rig.openTenant();
    const id = uuidv7();
    await rig.expect(tenant, id);
    await rig.expect(tenant, id);
    const expected = (await rig.repository.findById(tenant.id, id))!;
    expect(expected).toMatchObject({ state: 'pending', objectKey: null, sizeBytes: null });
    const kept = await rig.keep(tenant, { bytes: CONTENT, direction: 'inbound', expected });
    expect(kept).toMatchObject({ id, path: expected.path });
    expect(await rig.repository.findById(tenant.id, id)).toMatchObject({
      state: 'stored',
      direction: 'inbound',
      sizeBytes: CONTENT.length,
      sha256: sha256Of(CONTENT),
      metaMediaId: `meta-${id}`,
    });
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('is not made anew when it was removed meanwhile', async () => {
    const tenant = await rig.openTenant();
    const id = uuidv7();
    await rig.expect(tenant, id);
    const expected = (await rig.repository.findById(tenant.id, id))!;
    expect(await rig.remove(tenant.id, id)).toBe(1);
    await expect(rig.keep(tenant, { bytes: CONTENT, expected })).rejects.toThrow(GatewayError);
    expect(await rig.repository.list(tenant.id, { take: 10 })).toEqual([]);
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('is fetched once, however often it is announced', async () => {
    const tenant = await rig.openTenant();
    const id = uuidv7();
    await Promise.all(times(5, () => rig.expect(tenant, id)));
    const { rows } = await rig.owner.query<{ payload: object; key: string }>(
      `SELECT j.payload, j.key FROM graphile_worker._private_jobs j WHERE j.key = $1`,
      [`media.fetch:${id}`],
    );
    expect(rows).toEqual([{ payload: { tenantId: tenant.id, mediaId: id }, key: `media.fetch:${id}` }]);
  });

  it('is not expected when its number has been removed', async () => {
    const tenant = await rig.openTenant();
    const other = { ...tenant, phoneNumberId: await rig.addNumber(tenant.id) };
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    const [id, otherId] = [uuidv7(), uuidv7()];
    await rig.expect(tenant, id);
    await rig.expect(other, otherId);
    expect(await rig.repository.list(tenant.id, { take: 10 })).toMatchObject([{ id: otherId }]);
    const { rows } = await rig.owner.query('SELECT key FROM graphile_worker._private_jobs WHERE key = ANY ($1)', [
      [`media.fetch:${id}`, `media.fetch:${otherId}`],
    ]);
    expect(rows).toEqual([{ key: `media.fetch:${otherId}` }]);
  });

  it('goes when it is to be fetched, where it was announced while its number was removed', async () => {
    const tenant = await rig.openTenant();
    const announcing = await rig.owner.connect();
    await announcing.query('BEGIN');
    const file = { tenant_id: tenant.id, id: uuidv7(), phone_number_id: tenant.phoneNumberId };
    await announcing.query('SELECT expect_media($1::json)', [
      JSON.stringify([{ ...file, meta_media_id: 'late', path: 'media/late', kind: 'image', mime_type: 'image/png' }]),
    ]);
    await rig.removeNumber(tenant.id, tenant.phoneNumberId);
    await announcing.query('COMMIT');
    announcing.release();
    expect(await rig.repository.findById(tenant.id, file.id)).toMatchObject({ state: 'pending' });
    expect(await rig.repository.countAttempt(tenant.id, file.id)).toBeNull();
    expect(await rig.repository.findById(tenant.id, file.id)).toBeNull();
  });

  it('is counted as often as it was tried, and given up once', async () => {
    const tenant = await rig.openTenant();
    const id = uuidv7();
    await rig.expect(tenant, id);
    expect(await rig.repository.countAttempt(tenant.id, id)).toBe(1);
    expect(await rig.repository.countAttempt(tenant.id, id)).toBe(2);
    await rig.repository.fail(tenant.id, id, 'expired: it is gone');
    expect(await rig.repository.countAttempt(tenant.id, id)).toBeNull();
    expect(await rig.repository.findById(tenant.id, id)).toMatchObject({ state: 'failed', objectKey: null });
    await rig.keep(tenant, { bytes: CONTENT, expected: (await rig.repository.findById(tenant.id, id))! });
    await rig.repository.fail(tenant.id, id, 'too late');
    expect(await rig.repository.findById(tenant.id, id)).toMatchObject({ state: 'stored' });
  });
});

describe('A draft', () => {
  it('that is discarded leaves nothing, before and after it was committed', async () => {
    const tenant = await rig.openTenant();
    for (const isCommitted of [false, true]) {
      const draft = await rig.vault.begin(tenant.id);
      await draft.write(CONTENT);
      if (isCommitted) await draft.commit();
      await draft.discard();
      await draft.discard();
    }
    expect(await rig.objects(tenant.id)).toEqual([]);
    expect(await rig.store.removeAbandoned(new Date(Date.now() + 86_400_000))).toBe(0);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('that was kept stays when it is discarded', async () => {
    const tenant = await rig.openTenant();
    const draft = await rig.vault.begin(tenant.id);
    await draft.write(CONTENT);
    await draft.commit();
    await draft.keep({
      phoneNumberId: tenant.phoneNumberId,
      direction: 'outbound',
      metaMediaId: 'm',
      metaExpiresAt: null,
      filename: null,
      kind: 'image',
      mimeType: 'image/png',
    });
    await draft.discard();
    expect(await rig.objects(tenant.id)).toHaveLength(1);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });
});
