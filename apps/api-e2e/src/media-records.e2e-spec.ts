import { padTo, SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import { type Answer, expectStatus, HttpClient } from './support/http-client';
import { sha256Of } from './support/media-client';
import { expectRefusal, mediaIdOf, MediaTestbed, type MediaTenant } from './support/media-testbed';
import { metaId, type OpenedTenant, signInByScript } from './support/operator';
import { waitFor } from './support/wait-for';

const DAY_MS = 24 * 60 * 60 * 1_000;
const PASSWORD = 'a password of a dozen words';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let bed: MediaTestbed;

beforeAll(async () => {
  bed = await MediaTestbed.start();
});
afterAll(() => bed?.close());
afterEach(() => bed.bed.simulator.clearFaults());

let sizes = 2_000;
/** Bytes that no other test has. */
const unique = (sample: SampleFile = SAMPLE_FILES.jpeg): SampleFile => padTo(sample, (sizes += 1));

async function upload(
  { media, number }: MediaTenant,
  { bytes, mimeType, filename }: SampleFile,
  sender: OpenedTenant['number'] = number,
): Promise<string> {
  const headers = { 'x-phone-number-id': sender.phoneNumberId, 'content-type': mimeType, 'x-filename': filename };
  return mediaIdOf(await media.uploadRaw(bytes, headers));
}

const get = ({ media }: MediaTenant, path: string): Promise<Answer> => media.call('GET', path);
const remove = ({ media }: MediaTenant, id: string): Promise<Answer> => media.call('DELETE', `/v2/media/${id}`);
const objectsOf = ({ id }: OpenedTenant): string[] => bed.files().filter((name) => name.includes(id));
const isAtMeta = async (id: string): Promise<boolean> => (await bed.bed.simulator.media({ id })).length > 0;
const expectGone = (answer: Answer): void => void expectRefusal(answer, 404, 'NOT_FOUND');

/** What the tenant's account of stored bytes says. */
async function storedBytes({ id }: OpenedTenant): Promise<number> {
  const [row] = await bed.bed.database.query<{ stored: string }>(
    'SELECT stored_bytes AS stored FROM media_usage WHERE tenant_id = $1',
    [id],
  );
  return Number(row!.stored);
}

describe('What is known of a file', () => {
  it('is told in full, and nothing else', async () => {
    const tenant = await bed.openTenant();
    const file = { ...unique(SAMPLE_FILES.pdf), filename: 'invoice 7.pdf' };
    const id = await upload(tenant, { ...file, filename: encodeURIComponent(file.filename) });
    const { success, data } = expectStatus(await get(tenant, `/v2/media/${id}`), 200);
    expect(success).toBe(true);
    expect(data).toEqual({
      id,
      mimeType: 'application/pdf',
      sha256: sha256Of(file.bytes),
      fileSize: file.bytes.length,
      filename: 'invoice 7.pdf',
      phoneNumberId: tenant.number.phoneNumberId,
      direction: 'outbound',
      storedAt: expect.stringMatching(INSTANT),
      expiresAt: expect.stringMatching(INSTANT),
      inVault: true,
    });
    expect(Date.parse(data.expiresAt) - Date.parse(data.storedAt)).toBeCloseTo(30 * DAY_MS, -4);
  });

  it('is told of what a user sent as well', async () => {
    const tenant = await bed.openTenant();
    const { phoneNumberId } = tenant.number;
    const { mediaId, sha256, sizeBytes } = await bed.bed.simulator.phoneSendsMedia(
      { from: '4915112345678', phoneNumberId, type: 'audio' },
      { data: SAMPLE_FILES.oggOpus.bytes, mimeType: 'audio/ogg; codecs=opus' },
    );
    const file = await waitFor('the file', async () => {
      const { json } = await get(tenant, `/v2/media/${mediaId}`);
      return json.data?.inVault && json.data;
    });
    const known = { id: mediaId, mimeType: 'audio/ogg', sha256, fileSize: sizeBytes, phoneNumberId };
    expect(file).toMatchObject({ ...known, filename: null, direction: 'inbound' });
  });

  it('is nothing for another tenant, and for an id that nobody has', async () => {
    const [tenant, stranger] = [await bed.openTenant(), await bed.openTenant()];
    const theirs = await upload(stranger, unique());
    for (const id of [theirs, metaId(), 'a'.repeat(600), '%00', '..%2f..']) {
      expectGone(await get(tenant, `/v2/media/${id}`));
      expectGone(await remove(tenant, id));
    }
    expectStatus(await get(stranger, `/v2/media/${theirs}`), 200);
    expect(await isAtMeta(theirs)).toBe(true);
  });
});

describe('The list of files', () => {
  let tenant: MediaTenant;
  /** Newest first: what was uploaded, and last what a user sent. */
  let ids: string[];
  beforeAll(async () => {
    tenant = await bed.openTenant();
    const stranger = await bed.openTenant();
    await upload(stranger, unique());
    ids = [];
    const { jpeg, pdf, mp4, webp, oggOpus } = SAMPLE_FILES;
    for (const sample of [jpeg, pdf, mp4, webp, oggOpus, pdf]) ids.unshift(await upload(tenant, unique(sample)));
    const { mediaId } = await bed.bed.simulator.phoneSendsMedia(
      { from: '4915112345678', phoneNumberId: tenant.number.phoneNumberId, type: 'image' },
      { data: unique().bytes, mimeType: 'image/jpeg' },
    );
    await waitFor('the file of a user', async () => (await tenant.media.list()).length === 7);
    ids.unshift(mediaId);
  });

  const list = async (query: string): Promise<{ ids: string[]; nextCursor: string | null }> => {
    const { items, nextCursor } = expectStatus(await get(tenant, `/v2/media${query}`), 200).data;
    return { ids: (items as { id: string }[]).map(({ id }) => id), nextCursor };
  };

  it('holds all of the tenant’s and none of another’s, newest first', async () => {
    const { ids: all, nextCursor } = await list('');
    expect(new Set(all)).toEqual(new Set(ids));
    expect(all.filter((id) => id !== ids[0])).toEqual(ids.slice(1));
    expect(nextCursor).toBeNull();
  });

  it.each([1, 2, 3, 7])('comes in pages of %d without a gap or a repetition', async (limit) => {
    const found: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages += 1) {
      expect(pages).toBeLessThan(10);
      const page = await list(`?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      expect(page.ids.length).toBeLessThanOrEqual(limit);
      found.push(...page.ids);
      cursor = page.nextCursor;
    }
    expect(found).toEqual((await list('')).ids);
  });

  it('can be narrowed to a kind, a direction and a number', async () => {
    const [inbound, pdf2, ogg, webp, mp4, pdf1, jpeg] = ids;
    expect((await list('?direction=inbound')).ids).toEqual([inbound]);
    expect((await list('?direction=outbound')).ids).toEqual(ids.slice(1));
    expect((await list('?kind=document')).ids).toEqual([pdf2, pdf1]);
    expect((await list('?kind=audio')).ids).toEqual([ogg]);
    expect((await list('?kind=sticker')).ids).toEqual([webp]);
    expect((await list('?kind=video')).ids).toEqual([mp4]);
    expect((await list('?kind=image&direction=outbound')).ids).toEqual([jpeg]);
    expect((await list('?kind=video&direction=inbound')).ids).toEqual([]);
    const { phoneNumberId } = tenant.number;
    expect((await list(`?kind=document&phoneNumberId=${phoneNumberId}`)).ids).toEqual([pdf2, pdf1]);
    expect((await list(`?phoneNumberId=${phoneNumberId}0`)).ids).toEqual([]);
    const { ids: first, nextCursor } = await list('?kind=document&limit=1');
    expect(first).toEqual([pdf2]);
    expect((await list(`?kind=document&limit=1&cursor=${nextCursor}`)).ids).toEqual([pdf1]);
  });

  it.each(['direction=up', 'kind=film', 'limit=0', 'limit=201', 'limit=x', 'cursor=x', 'cursor=%00', 'kind[]=image'])(
    'cannot be asked for with %s',
    async (query) => {
      const answer = await get(tenant, `/v2/media?${query}`);
      if (query === 'kind[]=image') expectStatus(answer, 200);
      else expectRefusal(answer, 400, 'VALIDATION_ERROR');
    },
  );
});

describe('Removing a file', () => {
  it('removes it at Meta and here; then there is none to remove', async () => {
    const tenant = await bed.openTenant();
    const id = await upload(tenant, unique());
    expect(objectsOf(tenant).length).toBe(1);
    const answer = await remove(tenant, id);
    expect(expectStatus(answer, 200)).toEqual({ success: true, data: { deleted: true } });
    expect(await isAtMeta(id)).toBe(false);
    expect(objectsOf(tenant)).toEqual([]);
    expect(await storedBytes(tenant)).toBe(0);
    expectGone(await remove(tenant, id));
    expectGone(await get(tenant, `/v2/media/${id}`));
    expectGone(await get(tenant, `/v2/media/${id}/download`));
    expect(await tenant.media.list()).toEqual([]);
  });

  it('leaves the bytes to another file that shares them, until that goes too', async () => {
    const tenant = await bed.openTenant();
    const file = unique(SAMPLE_FILES.pdf);
    const first = await upload(tenant, file);
    const second = await upload(tenant, { ...file, filename: 'the-same.pdf' });
    const objects = objectsOf(tenant);
    expect([objects.length, await storedBytes(tenant)]).toEqual([1, file.bytes.length]);
    expectStatus(await remove(tenant, first), 200);
    expect(objectsOf(tenant)).toEqual(objects);
    expect((await tenant.media.download(second)).bytes.equals(file.bytes)).toBe(true);
    expectStatus(await remove(tenant, second), 200);
    expect([objectsOf(tenant), await storedBytes(tenant)]).toEqual([[], 0]);
  });

  it('removes all of what Meta knows by one id', async () => {
    const tenant = await bed.openTenant();
    const id = await upload(tenant, unique());
    await bed.bed.database.query(
      `INSERT INTO media (tenant_id, id, phone_number_id, direction, state, meta_media_id, path, kind, mime_type, size_bytes, sha256, stored_at, expires_at)
       SELECT tenant_id, gen_random_uuid(), phone_number_id, direction, state, meta_media_id, path || '2', kind, mime_type, size_bytes, sha256, stored_at, expires_at
         FROM media WHERE meta_media_id = $1`,
      [id],
    );
    expect((await tenant.media.list()).length).toBe(2);
    expectStatus(await remove(tenant, id), 200);
    expectGone(await remove(tenant, id));
    expect([await tenant.media.list(), objectsOf(tenant)]).toEqual([[], []]);
  });

  it.each([
    ['fails', { kind: 'http', httpStatus: 500 }],
    ['does not know the access token', { kind: 'error', code: 190 }],
    ['resets the connection', { kind: 'reset-before' }],
  ])('changes nothing when Meta %s', async (_, fault) => {
    const tenant = await bed.openTenant();
    const file = unique();
    const id = await upload(tenant, file);
    const before = await tenant.media.metadata(id);
    await bed.bed.simulator.fault({ ...fault, match: { operation: 'media-delete', mediaId: id } });
    const answer = await remove(tenant, id);
    expectRefusal(answer, fault.kind === 'reset-before' ? 504 : 502, 'META_ERROR');
    expect(await tenant.media.metadata(id)).toEqual(before);
    expect((await tenant.media.download(id)).bytes.equals(file.bytes)).toBe(true);
    await bed.bed.simulator.clearFaults();
    expectStatus(await remove(tenant, id), 200);
  });

  it('works also when Meta has forgotten it', async () => {
    const tenant = await bed.openTenant();
    const id = await upload(tenant, unique());
    await bed.bed.simulator.expireMedia(id);
    expectStatus(await remove(tenant, id), 200);
    expect(objectsOf(tenant)).toEqual([]);
  });

  it('happens once when it is asked for ten times at once', async () => {
    const tenant = await bed.openTenant();
    const id = await upload(tenant, unique());
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(tenant, id)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 404)]);
    expect([objectsOf(tenant), await storedBytes(tenant)]).toEqual([[], 0]);
  });

  it('needs the scope', async () => {
    const tenant = await bed.openTenant({ key: { scopes: ['media:read', 'media:write'] } });
    const id = await upload(tenant, unique());
    const { key } = await bed.bed.operator.createKey(tenant.id, { scopes: ['media:read'] });
    const reader = bed.client(key);
    expectRefusal(await reader.call('DELETE', `/v2/media/${id}`), 403, 'FORBIDDEN');
    expect((await reader.metadata(id)).id).toBe(id);
  });
});

describe('The same bytes of two tenants', () => {
  it('are never one object', async () => {
    const [tenant, stranger] = [await bed.openTenant(), await bed.openTenant()];
    const file = unique();
    const ids = [await upload(tenant, file), await upload(stranger, file)];
    expect([objectsOf(tenant).length, objectsOf(stranger).length]).toEqual([1, 1]);
    expect([await storedBytes(tenant), await storedBytes(stranger)]).toEqual([file.bytes.length, file.bytes.length]);
    expectStatus(await remove(tenant, ids[0]!), 200);
    expect([objectsOf(tenant).length, objectsOf(stranger).length]).toEqual([0, 1]);
    expect((await stranger.media.download(ids[1]!)).bytes.equals(file.bytes)).toBe(true);
  });
});

describe('Removing a phone number', () => {
  it('removes its files at once and their bytes within seconds, and no other number’s', async () => {
    const tenant = await bed.openTenant();
    const { operator, simulator } = bed.bed;
    const second = await operator.addNumber(tenant.id);
    const [own, shared, others] = [unique(), unique(), unique()];
    await waitFor('the second number to be known', async () => upload(tenant, others, second));
    const gone = [await upload(tenant, own), await upload(tenant, shared)];
    const kept = await upload(tenant, shared, second);
    const { mediaId: sent } = await simulator.phoneSendsMedia(
      { from: '4915112345678', phoneNumberId: tenant.number.phoneNumberId, type: 'image' },
      { data: unique().bytes },
    );
    await waitFor('the file of a user', async () => (await tenant.media.metadata(sent)).inVault);
    expect(objectsOf(tenant).length).toBe(4);

    await operator.request(204, 'DELETE', `/tenants/${tenant.id}/phone-numbers/${tenant.number.id}`);
    for (const id of [...gone, sent]) expectGone(await get(tenant, `/v2/media/${id}`));
    expect(new Set((await tenant.media.list()).map(({ phoneNumberId }) => phoneNumberId))).toEqual(
      new Set([second.phoneNumberId]),
    );
    await waitFor('the bytes to be gone', () => objectsOf(tenant).length === 2);
    expect((await tenant.media.download(kept)).bytes.equals(shared.bytes)).toBe(true);
    expect(await storedBytes(tenant)).toBe(shared.bytes.length + others.bytes.length);
    const refused = await get(tenant, `/v1/wa/media/${gone[0]}?phone_number_id=${tenant.number.phoneNumberId}`);
    expect([refused.status, refused.json.errors.code]).toEqual([403, 'NUM_001']);
  });

  it('of a tenant that has no files is possible', async () => {
    const tenant = await bed.openTenant();
    await bed.bed.operator.request(204, 'DELETE', `/tenants/${tenant.id}/phone-numbers/${tenant.number.id}`);
  });
});

describe('A suspended tenant', () => {
  it('loses no file, and has them again afterwards', async () => {
    const tenant = await bed.openTenant();
    const file = unique();
    const id = await upload(tenant, file);
    const { operator } = bed.bed;
    await operator.request(200, 'POST', `/tenants/${tenant.id}/suspend`, {});
    await waitFor('the keys to be refused', async () => (await get(tenant, `/v2/media/${id}`)).status === 403);
    expect((await tenant.media.download(id)).status).toBe(403);
    expect(objectsOf(tenant).length).toBe(1);
    const { items } = await operator.request(200, 'GET', `/tenants/${tenant.id}/media`);
    expect(items.length).toBe(1);
    await operator.request(200, 'POST', `/tenants/${tenant.id}/resume`, {});
    await waitFor('the keys to work', async () => (await get(tenant, `/v2/media/${id}`)).status === 200);
    expect((await tenant.media.download(id)).bytes.equals(file.bytes)).toBe(true);
  });
});

describe('The console', () => {
  /** Someone with a role in the tenant, signed in. */
  async function signUp(tenantId: string, role: string): Promise<HttpClient> {
    const email = `${role}-${metaId()}@example.com`;
    const path = `/tenants/${tenantId}/members`;
    const { invitationUrl } = await bed.bed.operator.request(201, 'POST', path, { email, role });
    const token = /[A-Za-z0-9_-]{20,}$/.exec(invitationUrl as string)?.[0];
    const anonymous = new HttpClient(bed.url);
    const accepted = await anonymous.post('/console/v1/invitations/accept', { token, name: role, password: PASSWORD });
    expectStatus(accepted, 200);
    await anonymous.close();
    return signInByScript(bed.url, { email, password: PASSWORD });
  }

  it('shows a tenant’s files, with what only people need', async () => {
    const tenant = await bed.openTenant();
    const file = unique(SAMPLE_FILES.pdf);
    const id = await upload(tenant, file);
    const { items, nextCursor } = await bed.bed.operator.request(200, 'GET', `/tenants/${tenant.id}/media`);
    expect(nextCursor).toBeNull();
    expect(items).toEqual([
      {
        id: expect.stringMatching(UUID),
        mediaId: id,
        kind: 'document',
        state: 'stored',
        direction: 'outbound',
        path: expect.stringMatching(new RegExp(`^media/${tenant.id}/${tenant.number.id}-[0-9a-f]{32}\\.pdf$`)),
        filename: 'invoice.pdf',
        mimeType: 'application/pdf',
        sha256: sha256Of(file.bytes),
        fileSize: file.bytes.length,
        phoneNumberId: tenant.number.phoneNumberId,
        wamid: null,
        createdAt: expect.stringMatching(INSTANT),
        storedAt: expect.stringMatching(INSTANT),
        expiresAt: expect.stringMatching(INSTANT),
        inVault: true,
      },
    ]);
    const none = await bed.bed.operator.request(200, 'GET', `/tenants/${tenant.id}/media?kind=image`);
    expect(none.items).toEqual([]);
    await bed.bed.operator.request(400, 'GET', `/tenants/${tenant.id}/media?kind=film`);
  });

  it('lets every member look, and those who may remove', async () => {
    const tenant = await bed.openTenant();
    const path = `/console/v1/tenants/${tenant.id}/media`;
    for (const [role, mayRemove] of [
      ['viewer', false],
      ['billing', false],
      ['developer', true],
      ['admin', true],
      ['owner', true],
    ] as const) {
      const metaMediaId = await upload(tenant, unique());
      const member = await signUp(tenant.id, role);
      const { items } = expectStatus(await member.get(path), 200);
      const answer = await member.call(`${path}/${items[0].id}`, { method: 'DELETE' });
      expect([role, answer.status]).toEqual([role, mayRemove ? 204 : 403]);
      expect(await isAtMeta(metaMediaId)).toBe(!mayRemove);
      expect((await get(tenant, `/v2/media/${metaMediaId}`)).status).toBe(mayRemove ? 404 : 200);
      await member.close();
    }
    expect(objectsOf(tenant).length).toBe(2);
  });

  it('remembers who removed which file', async () => {
    const tenant = await bed.openTenant();
    const id = await upload(tenant, unique());
    const { operator } = bed.bed;
    const { items } = await operator.request(200, 'GET', `/tenants/${tenant.id}/media`);
    await operator.request(204, 'DELETE', `/tenants/${tenant.id}/media/${items[0].id}`);
    await operator.request(404, 'DELETE', `/tenants/${tenant.id}/media/${items[0].id}`);
    for (const unknown of ['x', id, '%00', metaId()])
      await operator.request(404, 'DELETE', `/tenants/${tenant.id}/media/${unknown}`);
    const { items: acts } = await operator.request(200, 'GET', `/tenants/${tenant.id}/audit-log`);
    expect(acts[0]).toMatchObject({
      action: 'media.removed',
      targetType: 'media',
      targetId: items[0].id,
      before: { mediaId: id, sha256: items[0].sha256 },
    });
  });

  it('keeps a file when Meta is away', async () => {
    const tenant = await bed.openTenant();
    const id = await upload(tenant, unique());
    const { operator, simulator } = bed.bed;
    const { items } = await operator.request(200, 'GET', `/tenants/${tenant.id}/media`);
    await simulator.fault({ kind: 'http', httpStatus: 500, match: { operation: 'media-delete', mediaId: id } });
    const { status } = await operator.http.call(`/console/v1/tenants/${tenant.id}/media/${items[0].id}`, {
      method: 'DELETE',
    });
    expect(status).toBe(502);
    expect((await tenant.media.download(id)).status).toBe(200);
  });

  it('tells the platform’s people, and nobody else, what the clean-ups removed', async () => {
    const { operator } = bed.bed;
    const { items } = await waitFor('the first clean-up', async () => {
      const page = await operator.request(200, 'GET', '/platform/media-clean-ups');
      return page.items.length > 0 && page;
    });
    expect(items[0]).toEqual({
      id: expect.stringMatching(UUID),
      startedAt: expect.stringMatching(INSTANT),
      finishedAt: expect.stringMatching(INSTANT),
      expiredFiles: 0,
      expiredBytes: 0,
      orphanedObjects: 0,
      orphanedBytes: 0,
      unfinishedUploads: 0,
      keptObjects: 0,
    });
    const tenant = await bed.openTenant();
    const owner = await signUp(tenant.id, 'owner');
    expect((await owner.get('/console/v1/platform/media-clean-ups')).status).toBe(403);
    await owner.close();
    const anonymous = new HttpClient(bed.url);
    expect((await anonymous.get('/console/v1/platform/media-clean-ups')).status).toBe(401);
    await anonymous.close();
  });
});
