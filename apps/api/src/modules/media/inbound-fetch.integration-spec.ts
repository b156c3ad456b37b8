import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { GatewayError, uuidv7 } from '@switchboard/contracts';
import { Logger as QueueLogger, runOnce } from 'graphile-worker';
import { addTestEndpoint } from '../../../test/support/test-dispatcher';
import type { TestTenant } from '../../../test/support/test-tenant';
import { sha256Of, TestVault, type VaultPlan } from '../../../test/support/test-vault';
import { encodeTenantEvents } from '../../events/tenant-event';
import { reportId } from '../../events/report-id';
import type { TenantDirectory } from '../tenant/tenant-directory';
import { MediaMismatch } from './announced-bytes';
import { InboundFetchJob } from './inbound-fetch.job';
import { makeMediaPath } from './media-path';
import type { MetaFile, MetaMediaService } from './meta-media.service';

const HOLD_MS = 60_000;
const BYTES = Buffer.from('What the user sent.');

/** A message with a file, as it is on record before the file is here. */
interface Sent {
  tenant: TestTenant;
  mediaId: string;
  metaMediaId: string;
  eventId: string;
  wamid: string;
  path: string;
  orderingKey: string;
}

let rig: TestVault;
/** What Meta does when it is asked for a file, each time. */
let meta: () => Partial<MetaFile>;
let opened: MetaFile[];
let job: InboundFetchJob;

beforeAll(async () => {
  rig = await TestVault.start();
});
afterAll(() => rig.stop());

beforeEach(() => {
  meta = () => ({});
  opened = [];
  job = jobOn(rig.vault);
});

function jobOn(vault: TestVault['vault']): InboundFetchJob {
  const open = async (id: string): Promise<MetaFile> => {
    const body = Readable.from([BYTES.subarray(0, 5), BYTES.subarray(5)], { objectMode: false });
    const announced = { mimeType: 'image/jpeg', sha256: sha256Of(BYTES), fileSize: BYTES.length };
    const file = { id, url: 'http://127.0.0.1/', ...announced, body, ...meta() };
    opened.push(file);
    return file;
  };
  const get = async (id: string): Promise<unknown> => ({
    id,
    phoneNumbers: (
      await rig.owner.query(
        `SELECT id, phone_number_id AS "phoneNumberId" FROM phone_numbers WHERE tenant_id = $1 AND deleted_at IS NULL`,
        [id],
      )
    ).rows,
  });
  const tenants = { get } as unknown as TenantDirectory;
  return new InboundFetchJob(rig.repository, vault, { open } as unknown as MetaMediaService, tenants);
}

/** A user sends a file; its message waits for it. */
async function send({ sha256 = null, ...plan }: { sha256?: string | null } & Partial<VaultPlan> = {}): Promise<Sent> {
  const tenant = await rig.openTenant(plan);
  const { id: tenantId, phoneNumberId, metaPhoneNumberId } = tenant;
  const events = ['messages', 'media.stored', 'media.failed'] as const;
  await addTestEndpoint(rig.test, tenantId, 'http://127.0.0.1/', { events: [...events] });
  const [mediaId, eventId, metaMediaId] = [uuidv7(), uuidv7(), String(parseInt(randomBytes(6).toString('hex'), 16))];
  const path = makeMediaPath({ tenantId, phoneNumberId, random: randomBytes(16), mimeType: 'image/jpeg' });
  const [wamid, orderingKey] = [`wamid.${mediaId}`, `${metaPhoneNumberId}:4915112345678`];
  const media = {
    tenant_id: tenantId,
    id: mediaId,
    phone_number_id: phoneNumberId,
    meta_media_id: metaMediaId,
    path,
    kind: 'image',
    mime_type: 'image/jpeg',
    sha256,
    wamid,
    event_id: eventId,
  };
  const value = { messages: [{ id: wamid, type: 'image', image: { id: metaMediaId } }] };
  const event = {
    tenantId,
    id: eventId,
    type: 'messages' as const,
    metaPhoneNumberId,
    orderingKey,
    body: JSON.stringify({ entryId: '1', field: 'messages', value }),
    requestId: null,
    holdMs: HOLD_MS,
  };
  const { pool } = rig.test.database;
  await pool.query('SELECT expect_media($1::json)', [JSON.stringify([media])]);
  await pool.query('SELECT publish_events($1::json)', [encodeTenantEvents([{ event }])]);
  return { tenant, mediaId, metaMediaId, eventId, wamid, path, orderingKey };
}

const run = ({ tenant, mediaId }: Sent): Promise<void> => job.run({ tenantId: tenant.id, mediaId });

/** What the tenant is told, in its order: the event, whether it may go now, and what it says. */
async function told({ tenant }: Sent): Promise<{ type: string; isDue: boolean; key: string; body: unknown }[]> {
  const { rows } = await rig.owner.query<{ type: string; isDue: boolean; key: string; body: unknown }>(
    `SELECT d.event_type AS type, d.next_attempt_at IS NULL OR d.next_attempt_at <= clock_timestamp() AS "isDue", d.ordering_key AS key, e.body
       FROM webhook_deliveries d JOIN webhook_events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id
      WHERE d.tenant_id = $1 ORDER BY d.sequence`,
    [tenant.id],
  );
  return rows;
}
const typesOf = async (sent: Sent): Promise<string[]> => (await told(sent)).map(({ type }) => type);

async function record({ tenant, mediaId }: Sent): Promise<{ state: string; attempts: number; error: string | null }> {
  const { rows } = await rig.owner.query('SELECT state, attempts, error FROM media WHERE tenant_id = $1 AND id = $2', [
    tenant.id,
    mediaId,
  ]);
  return rows[0] as { state: string; attempts: number; error: string | null };
}

/** It was given up: the message goes without a path, the tenant is told why, and nothing is kept. */
async function expectGivenUp(sent: Sent, reason: string): Promise<void> {
  const { tenant, metaMediaId, wamid, orderingKey } = sent;
  const [message, failure, ...others] = await told(sent);
  expect(message).toMatchObject({ type: 'messages', isDue: true, key: orderingKey });
  expect(JSON.stringify(message!.body)).not.toContain('media_path');
  expect(failure).toEqual({
    type: 'media.failed',
    isDue: true,
    key: orderingKey,
    body: { payload: { media_id: metaMediaId, message_id: wamid, reason, at: expect.any(String) } },
  });
  expect(others).toEqual([]);
  expect(await record(sent)).toMatchObject({ state: 'failed', error: expect.stringMatching(`^${reason}: .`) });
  expect(await rig.objects(tenant.id)).toEqual([]);
  expect(await rig.usage(tenant.id)).toBe(0);
}

describe('A file that a user sent', () => {
  it('is fetched, and its message goes at once with its path; then the tenant is told of the file', async () => {
    const sent = await send({ sha256: sha256Of(BYTES) });
    expect(await told(sent)).toMatchObject([{ type: 'messages', isDue: false }]);
    await run(sent);
    const { tenant, path, metaMediaId, wamid, orderingKey } = sent;
    const [message, stored] = await told(sent);
    expect(message).toMatchObject({ isDue: true, body: { value: { messages: [{ image: { media_path: path } }] } } });
    expect(stored).toEqual({
      type: 'media.stored',
      isDue: true,
      key: orderingKey,
      body: {
        payload: {
          media_id: metaMediaId,
          message_id: wamid,
          mime_type: 'image/jpeg',
          file_size: BYTES.length,
          sha256: sha256Of(BYTES),
          media_path: path,
          at: expect.any(String),
        },
      },
    });
    const media = await rig.repository.findByPath(tenant.id, path);
    expect(media).toMatchObject({ state: 'stored', sizeBytes: BYTES.length });
    expect(await rig.read(media!.objectKey!)).toEqual(BYTES);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });

  it('is told of once, however often its job runs', async () => {
    const sent = await send();
    for (let times = 0; times < 3; times += 1) await run(sent);
    expect(await typesOf(sent)).toEqual(['messages', 'media.stored']);
    expect(opened.length).toBe(1);
  });

  it('is told of also when the process ended after it was kept and before anybody was told', async () => {
    const sent = await send();
    const expected = (await rig.repository.findById(sent.tenant.id, sent.mediaId))!;
    await rig.keep(sent.tenant, { bytes: BYTES, expected, kind: 'image', mimeType: 'image/jpeg' });
    await run(sent);
    const [message, stored] = await told(sent);
    expect(message).toMatchObject({
      isDue: true,
      body: { value: { messages: [{ image: { media_path: sent.path } }] } },
    });
    expect(stored).toMatchObject({ body: { payload: { sha256: sha256Of(BYTES), file_size: BYTES.length } } });
    expect(opened).toEqual([]);
  });

  it('is fetched again until it comes', async () => {
    const sent = await send();
    meta = () => {
      throw new GatewayError('GW_003');
    };
    for (let times = 1; times < 10; times += 1) await expect(run(sent)).rejects.toThrow(GatewayError);
    meta = () => ({});
    await run(sent);
    expect(await record(sent)).toMatchObject({ state: 'stored', attempts: 10, error: null });
    expect(await typesOf(sent)).toEqual(['messages', 'media.stored']);
  });
});

describe('A file that is not what Meta announced', () => {
  const wrong = (): Partial<MetaFile> => ({ body: Readable.from(['something else....'], { objectMode: false }) });

  it('is asked for five times, is never kept, and is then given up', async () => {
    const sent = await send();
    meta = wrong;
    for (let times = 1; times < 5; times += 1) {
      await expect(run(sent)).rejects.toThrow(MediaMismatch);
      expect(await rig.objects(sent.tenant.id)).toEqual([]);
    }
    expect(await typesOf(sent)).toEqual(['messages']);
    await run(sent);
    await expectGivenUp(sent, 'mismatch');
    await run(sent);
    await expectGivenUp(sent, 'mismatch');
    expect(opened.length).toBe(5);
    expect(opened.every(({ body }) => body.destroyed)).toBe(true);
  });

  it('is kept as soon as it is', async () => {
    const sent = await send();
    meta = () => (opened.length < 2 ? wrong() : {});
    await expect(run(sent)).rejects.toThrow(MediaMismatch);
    await expect(run(sent)).rejects.toThrow(MediaMismatch);
    await run(sent);
    expect(await typesOf(sent)).toEqual(['messages', 'media.stored']);
    expect(await rig.faults(sent.tenant.id)).toEqual([]);
  });

  it.each<[string, Partial<MetaFile>, { sha256?: string }]>([
    ['in its size', { fileSize: BYTES.length + 1 }, {}],
    ['in its SHA-256, by Meta’s own route', { sha256: sha256Of(Buffer.from('x')) }, {}],
    ['in its SHA-256, by the webhook', {}, { sha256: sha256Of(Buffer.from('x')) }],
    ['because it is empty', { body: Readable.from([]), fileSize: 0, sha256: null }, {}],
  ])('is not kept: %s', async (_, file, announced) => {
    const sent = await send(announced);
    meta = () => file;
    await expect(run(sent)).rejects.toThrow(MediaMismatch);
    expect([await rig.objects(sent.tenant.id), (await record(sent)).state]).toEqual([[], 'pending']);
  });
});

describe('A file that cannot be had', () => {
  it('is given up at once when Meta does not know it', async () => {
    const sent = await send();
    meta = () => {
      throw new GatewayError('MEDIA_001');
    };
    await run(sent);
    await expectGivenUp(sent, 'expired');
  });

  it('is given up after twenty attempts when Meta does not give it', async () => {
    const sent = await send();
    meta = () => {
      throw new GatewayError('GW_004');
    };
    for (let times = 1; times < 20; times += 1) await expect(run(sent)).rejects.toThrow(GatewayError);
    await run(sent);
    await expectGivenUp(sent, 'unavailable');
  });

  it('is given up at once when the plan keeps no more bytes', async () => {
    const sent = await send({ storedBytes: BYTES.length - 1 });
    await run(sent);
    await expectGivenUp(sent, 'quota');
  });

  it('is told of once when the process ended while it was given up', async () => {
    const sent = await send();
    meta = () => {
      throw new GatewayError('MEDIA_001');
    };
    await run(sent);
    await rig.owner.query(`UPDATE media SET state = 'pending' WHERE id = $1`, [sent.mediaId]);
    await run(sent);
    await expectGivenUp(sent, 'expired');
  });

  it('lets Meta’s connection go when the vault takes nothing', async () => {
    const sent = await send();
    const begin = async (): Promise<never> => {
      throw new GatewayError('SYS_002');
    };
    job = jobOn(Object.assign(Object.create(rig.vault) as typeof rig.vault, { begin }));
    await expect(run(sent)).rejects.toMatchObject({ code: 'SYS_002' });
    expect(opened.map(({ body }) => body.destroyed)).toEqual([true]);
  });
});

describe('A file that is removed while it is fetched', () => {
  it.each([
    ['itself', ({ tenant, mediaId }: Sent) => rig.remove(tenant.id, mediaId)],
    ['with its number', ({ tenant }: Sent) => rig.removeNumber(tenant.id, tenant.phoneNumberId)],
  ])('stays removed: %s', async (_, removeIt) => {
    const sent = await send();
    const bytes = async function* (): AsyncGenerator<Buffer> {
      yield BYTES.subarray(0, 5);
      await removeIt(sent);
      yield BYTES.subarray(5);
    };
    meta = () => ({ body: Readable.from(bytes(), { objectMode: false }) });
    await expect(run(sent)).rejects.toMatchObject({ code: 'NUM_001' });
    await run(sent);
    expect(await record(sent)).toBeUndefined();
    expect([await rig.objects(sent.tenant.id), await typesOf(sent)]).toEqual([[], ['messages']]);
    expect(opened.length).toBe(1);
  });
});

describe('A process that is killed while it fetches a file', () => {
  const lock = (sent: Sent, minutesAgo: number): Promise<unknown> =>
    rig.owner.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = $2, locked_at = now() - $3 * interval '1 minute', attempts = 1
        WHERE payload ->> 'mediaId' = $1`,
      [sent.mediaId, `worker of ${reportId(0, sent.mediaId)}`, minutesAgo],
    );
  const work = async (): Promise<void> => {
    await rig.test.database.pool.query(`SELECT release_abandoned_jobs('60 s')`);
    const taskList = {
      [job.identifier]: (payload: unknown) => job.run(payload as never),
      'media.erase': () => undefined,
    };
    const logger = new QueueLogger(() => () => undefined);
    await runOnce({ connectionString: rig.test.url, taskList, noHandleSignals: true, logger });
  };
  beforeEach(() => rig.owner.query('DELETE FROM graphile_worker._private_jobs'));

  it('has its file fetched by another, once it can no longer be at it', async () => {
    const [killed, running] = [await send(), await send()];
    await lock(killed, 7);
    // What it had written is no object, and nobody's.
    const unfinished = await rig.vault.begin(killed.tenant.id);
    await unfinished.write(BYTES.subarray(0, 5));
    // As long as a fetch may take, it is left to whoever is at it.
    await lock(running, 5);
    await work();
    expect(await record(killed)).toMatchObject({ state: 'stored' });
    expect(await typesOf(killed)).toEqual(['messages', 'media.stored']);
    expect(await rig.objects(killed.tenant.id)).toHaveLength(1);
    expect(await record(running)).toMatchObject({ state: 'pending', attempts: 0 });
    await unfinished.discard();
    await lock(running, 7);
    await work();
    expect(await record(running)).toMatchObject({ state: 'stored' });
  });
});

describe('Bytes that the store has lost', () => {
  it.each(['lost', 'cut short'])('are there again when they come again: %s', async (how) => {
    const first = await send();
    await run(first);
    const { tenant } = first;
    const media = (await rig.repository.findById(tenant.id, first.mediaId))!;
    await rig.store.remove([media.objectKey!]);
    if (how === 'cut short') {
      const writer = await rig.store.begin(media.objectKey!);
      await writer.write(BYTES.subarray(0, 5));
      await writer.commit();
    }
    expect(await rig.vault.open(media, { start: 7, end: 9 })).toBeNull();
    await rig.keep(tenant, { bytes: BYTES });
    const again = (await rig.repository.findById(tenant.id, first.mediaId))!;
    expect(await rig.read(again.objectKey!)).toEqual(BYTES);
    expect(await rig.faults(tenant.id)).toEqual([]);
  });
});
