import { randomInt } from 'node:crypto';
import { padTo, SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import { download } from './support/downloads';
import { EventServer, type ReceivedEvent } from './support/event-server';
import { sha256Of } from './support/media-client';
import { MediaTestbed, type MediaTenant } from './support/media-testbed';
import { Meta } from './support/meta-webhook';
import { metaId } from './support/operator';
import { sideBySide } from './support/side-by-side';
import type { PhoneMedia, SentMedia } from './support/simulator';
import { waitFor } from './support/wait-for';

/** How long the event of a message waits for its file, and what a busy machine may add. */
const WAIT_MS = 5_000;
const LATENESS_MS = 2_500;
const PATIENCE_MS = 25_000;
const EVENTS = ['messages', 'media.stored', 'media.failed'];
const PATH =
  /^media\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{32}\.[a-z0-9]+$/;

let bed: MediaTestbed;
let server: EventServer;
let meta: Meta;

beforeAll(async () => {
  server = await EventServer.start();
  bed = await MediaTestbed.start({ env: server.environment });
  meta = new Meta(bed.url);
});
afterAll(async () => {
  await meta?.close();
  await bed?.close();
  await server?.close();
});
afterEach(() => expect(server.unsigned).toBe(0));

/** A tenant whose events come to the endpoint of its id, and in the other format to the same with `-envelope`. */
async function openTenant(): Promise<MediaTenant> {
  const tenant = await bed.openTenant();
  const { operator } = bed.bed;
  await server.subscribe(operator, tenant.id, tenant.id, { events: EVENTS });
  await server.subscribe(operator, tenant.id, `${tenant.id}-envelope`, { events: EVENTS, format: 'envelope' });
  return tenant;
}

const user = (): string => `4915${String(randomInt(1e8)).padStart(8, '0')}`;

function phoneSends(
  { number: { phoneNumberId } }: MediaTenant,
  type: string,
  media: PhoneMedia,
  from = user(),
): Promise<SentMedia> {
  return bed.bed.simulator.phoneSendsMedia({ from, phoneNumberId, type }, media);
}

/** The field of an event in Meta's format, and its value. */
const changeOf = ({ json }: ReceivedEvent) => json.entry[0].changes[0];
const messageOf = (event: ReceivedEvent) => changeOf(event).value.messages?.[0];

/** The one event of a message. */
function messageEvent({ id }: MediaTenant, wamid: string, timeoutMs?: number): Promise<ReceivedEvent> {
  return waitFor(
    `the event of ${wamid}`,
    () => server.at(id).find((event) => messageOf(event)?.id === wamid),
    timeoutMs,
  );
}

/** The event that tells what became of a message's file. */
function mediaEvent({ id }: MediaTenant, wamid: string, timeoutMs?: number): Promise<ReceivedEvent> {
  const isAbout = (event: ReceivedEvent): boolean =>
    /^media\./.test(changeOf(event).field) && changeOf(event).value.message_id === wamid;
  return waitFor(`the file of ${wamid} to be told of`, () => server.at(id).find(isAbout), timeoutMs);
}

/** The raw body that Meta posted with a message in it. */
async function postedBody(wamid: string): Promise<string> {
  const rows = await bed.bed.database.query<{ body: Buffer }>('SELECT body FROM inbound_events');
  return rows.map(({ body }) => body.toString()).find((body) => body.includes(wamid))!;
}

async function atMeta(id: string): Promise<{ metadataReads: number; downloads: number }> {
  const [{ metadataReads, downloads }] = (await bed.bed.simulator.media({ id })) as [never];
  return { metadataReads, downloads };
}

function expectBytes(tenant: MediaTenant, path: string, bytes: Uint8Array): Promise<void> {
  return download(bed.url, tenant.key.key, `/media?path=${encodeURIComponent(path)}`).then((answer) => {
    expect([answer.status, answer.headers['etag']]).toEqual([200, `"${sha256Of(bytes)}"`]);
    expect(answer.bytes.equals(bytes)).toBe(true);
  });
}

const KINDS: readonly [type: string, sample: SampleFile, mimeType: string, more: PhoneMedia][] = [
  ['image', SAMPLE_FILES.jpeg, 'image/jpeg', { caption: 'At the "sea" 🌊 {"id":"1"}' }],
  ['document', SAMPLE_FILES.docx, SAMPLE_FILES.docx.mimeType, { filename: 'Übersicht 2026.docx', caption: '…' }],
  ['audio', SAMPLE_FILES.oggOpus, 'audio/ogg; codecs=opus', { voice: true }],
  ['video', padTo(SAMPLE_FILES.mp4, 3 << 20), 'video/mp4', {}],
  ['sticker', SAMPLE_FILES.animatedWebp, 'image/webp', { animated: true }],
  ['document', SAMPLE_FILES.exe, 'application/x-msdownload', { filename: '../../setup.exe' }],
];

describe('A file that a user sends', () => {
  let tenant: MediaTenant;
  beforeAll(async () => {
    tenant = await openTenant();
  });

  it.each(KINDS)('comes to the tenant with its message, byte for byte: %s', async (type, sample, mimeType, more) => {
    const { bytes } = sample;
    const sent = await phoneSends(tenant, type, { data: bytes, mimeType, ...more });
    const event = await messageEvent(tenant, sent.wamid);
    const { media_path: path, ...rest } = messageOf(event)[type];
    expect(path).toMatch(PATH);
    expect(path).toContain(`media/${tenant.id}/${tenant.number.id}-`);
    // But for the path, the value is Meta's to the letter.
    const posted = await postedBody(sent.wamid);
    const value = JSON.stringify(JSON.parse(posted).entry[0].changes[0].value);
    expect(posted).toContain(value);
    expect(event.body.replace(`,"media_path":"${path}"`, '')).toContain(`"value":${value}`);
    expect(event.body).toContain(`"id":"${sent.mediaId}","media_path":"${path}"`);
    expect(rest).toMatchObject({ id: sent.mediaId, mime_type: mimeType });

    await expectBytes(tenant, path, bytes);
    const viaId = await download(bed.url, tenant.key.key, `/v2/media/${sent.mediaId}/download`);
    expect(viaId.bytes.equals(bytes)).toBe(true);
    expect(await atMeta(sent.mediaId)).toEqual({ metadataReads: 1, downloads: 1 });
  });

  it('is told of in the envelope as well, and then as a thing of its own', async () => {
    const { bytes } = SAMPLE_FILES.png;
    const sent = await phoneSends(tenant, 'document', { data: bytes, mimeType: 'image/png', filename: 'a.png' });
    const { media_path: path } = messageOf(await messageEvent(tenant, sent.wamid)).document;
    const stored = await mediaEvent(tenant, sent.wamid);
    const payload = {
      media_id: sent.mediaId,
      message_id: sent.wamid,
      mime_type: 'image/png',
      file_size: bytes.length,
      sha256: sha256Of(bytes),
      media_path: path,
      filename: 'a.png',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    };
    expect(stored.json).toEqual({
      object: 'switchboard',
      entry: [{ id: tenant.id, changes: [{ field: 'media.stored', value: payload }] }],
    });
    const envelopes = await waitFor('both envelopes', () => {
      const found = server
        .at(`${tenant.id}-envelope`)
        .filter(({ body }) => body.includes(sent.wamid))
        .map(({ json }) => json);
      return found.length === 2 && found;
    });
    const head = { tenant_id: tenant.id, phone_number_id: tenant.number.phoneNumberId };
    expect(envelopes).toEqual([
      expect.objectContaining({ ...head, event: 'messages', payload: expect.objectContaining({ id: sent.wamid }) }),
      expect.objectContaining({ ...head, event: 'media.stored', payload }),
    ]);
    expect(envelopes[0].payload.document).toMatchObject({ id: sent.mediaId, media_path: path });
  });

  it('is fetched once, whoever tells of it how often', async () => {
    const { bytes } = SAMPLE_FILES.amr;
    const sent = await phoneSends(tenant, 'audio', { data: bytes, mimeType: 'audio/amr' });
    await mediaEvent(tenant, sent.wamid);
    const posted = await postedBody(sent.wamid);
    const again = [posted, posted, ` ${posted}`, JSON.stringify(JSON.parse(posted), null, 1), posted];
    for (const { status } of await Promise.all(again.map((body) => meta.post(body)))) expect(status).toBe(200);
    // What is posted after them is read after them.
    const last = await phoneSends(tenant, 'audio', { data: bytes, mimeType: 'audio/amr' });
    await mediaEvent(tenant, last.wamid);
    expect(server.at(tenant.id).filter(({ body }) => body.includes(sent.wamid)).length).toBe(2);
    expect(await atMeta(sent.mediaId)).toEqual({ metadataReads: 1, downloads: 1 });
    expect((await tenant.media.list()).filter(({ id }) => id === sent.mediaId).length).toBe(1);
  });

  it('is fetched once when five reports of it come at the same moment', async () => {
    const sent = await phoneSends(tenant, 'image', { data: SAMPLE_FILES.jpeg.bytes });
    await mediaEvent(tenant, sent.wamid);
    // A file that Meta has, in a message that Meta has not reported yet.
    const body = (await postedBody(sent.wamid)).replaceAll(sent.wamid, `wamid.AGAIN.${sent.mediaId}`);
    for (const { status } of await Promise.all(Array.from({ length: 5 }, () => meta.post(body))))
      expect(status).toBe(200);
    await mediaEvent(tenant, `wamid.AGAIN.${sent.mediaId}`);
    expect(await atMeta(sent.mediaId)).toEqual({ metadataReads: 2, downloads: 2 });
    const events = server.at(tenant.id).filter(({ body: told }) => told.includes(`wamid.AGAIN.${sent.mediaId}`));
    expect(new Set(events.map(({ webhookId }) => webhookId)).size).toBe(2);
  });

  it('stays removed, whoever tells of it again', async () => {
    const sent = await phoneSends(tenant, 'image', { data: padTo(SAMPLE_FILES.jpeg, 7_777).bytes });
    const { media_path: path } = messageOf(await messageEvent(tenant, sent.wamid)).image;
    await mediaEvent(tenant, sent.wamid);
    expect((await tenant.media.call('DELETE', `/v2/media/${sent.mediaId}`)).status).toBe(200);
    const told = server.at(tenant.id).length;
    expect((await meta.post(`${await postedBody(sent.wamid)} `)).status).toBe(200);
    const last = await phoneSends(tenant, 'image', { data: SAMPLE_FILES.jpeg.bytes });
    await mediaEvent(tenant, last.wamid);
    expect(server.at(tenant.id).length).toBe(told + 2);
    expect((await tenant.media.call('GET', `/v2/media/${sent.mediaId}`)).status).toBe(404);
    expect((await download(bed.url, tenant.key.key, `/media?path=${path}`)).status).toBe(404);
  });
});

describe('A file that does not come at once, or not well', () => {
  sideBySide({
    'keeps its message for five seconds only, and what was written after it follows; others do not wait': async () => {
      const tenant = await openTenant();
      const { bytes } = padTo(SAMPLE_FILES.jpeg, 9_999);
      const match = { phoneNumberId: tenant.number.phoneNumberId, operation: 'media-download' };
      await bed.bed.simulator.fault({ kind: 'slow', match, delayMs: WAIT_MS + LATENESS_MS, times: 1 });
      const from = user();
      const beganMs = performance.now();
      const sent = await phoneSends(tenant, 'image', { data: bytes, mimeType: 'image/jpeg' }, from);
      const { phoneNumberId } = tenant.number;
      const write = (writer: string, body: string): Promise<{ wamid: string }> =>
        bed.bed.simulator.phoneSends({ from: writer, phoneNumberId, type: 'text', text: { body } });
      await waitFor('Meta to be asked for the file', async () => (await atMeta(sent.mediaId)).metadataReads === 1);
      const next = await write(from, 'And what do you say?');
      const elsewhere = await write(user(), 'Hello');
      const other = await messageEvent(tenant, elsewhere.wamid);
      expect(other.atMs - beganMs).toBeLessThan(LATENESS_MS);
      expect(server.at(tenant.id).length).toBe(1);

      const message = await messageEvent(tenant, sent.wamid);
      expect(message.atMs - beganMs).toBeGreaterThan(WAIT_MS - 100);
      expect(message.atMs - beganMs).toBeLessThan(WAIT_MS + LATENESS_MS);
      expect(messageOf(message).image).toMatchObject({ id: sent.mediaId });
      expect(message.body).not.toContain('media_path');
      const stored = await mediaEvent(tenant, sent.wamid);
      const order = server.at(tenant.id).map((event) => messageOf(event)?.id ?? changeOf(event).field);
      expect(order).toEqual([elsewhere.wamid, sent.wamid, next.wamid, 'media.stored']);
      await expectBytes(tenant, changeOf(stored).value.media_path, bytes);
    },

    'can be read by its path before it is in the vault': async () => {
      const tenant = await openTenant();
      const { bytes } = padTo(SAMPLE_FILES.jpeg, 11_111);
      const match = { phoneNumberId: tenant.number.phoneNumberId, operation: 'media-download' };
      await bed.bed.simulator.fault({ kind: 'slow', match, delayMs: 3_000, times: 1 });
      const sent = await phoneSends(tenant, 'image', { data: bytes, mimeType: 'image/jpeg' });
      const early = await waitFor('the file to be expected', async () => {
        const { items } = await bed.bed.operator.request(200, 'GET', `/tenants/${tenant.id}/media`);
        return items[0];
      });
      expect(early).toMatchObject({ state: 'pending', inVault: false, mediaId: sent.mediaId });
      await waitFor('Meta to be asked for the file', async () => (await atMeta(sent.mediaId)).metadataReads === 1);
      await expectBytes(tenant, early.path, bytes);
      const message = await messageEvent(tenant, sent.wamid);
      expect(messageOf(message).image.media_path).toBe(early.path);
      await mediaEvent(tenant, sent.wamid);
      expect((await tenant.media.list()).length).toBe(1);
    },

    'is asked for again until it is what Meta announced': async () => {
      const tenant = await openTenant();
      const { bytes } = padTo(SAMPLE_FILES.jpeg, 12_345);
      const match = { phoneNumberId: tenant.number.phoneNumberId };
      await bed.bed.simulator.fault({ kind: 'wrong-bytes', match, times: 2 });
      const sent = await phoneSends(tenant, 'image', { data: bytes, mimeType: 'image/jpeg' });
      const message = await messageEvent(tenant, sent.wamid);
      expect(message.body).not.toContain('media_path');
      expect(await tenant.media.metadata(sent.mediaId)).toMatchObject({ inVault: false, storedAt: null });
      const stored = await mediaEvent(tenant, sent.wamid, PATIENCE_MS);
      expect(changeOf(stored)).toMatchObject({ field: 'media.stored', value: { sha256: sha256Of(bytes) } });
      await expectBytes(tenant, changeOf(stored).value.media_path, bytes);
      expect(await atMeta(sent.mediaId)).toEqual({ metadataReads: 3, downloads: 3 });
    },

    'is given up soon when Meta does not know it, and nobody waits for it': async () => {
      const tenant = await openTenant();
      const beganMs = performance.now();
      const unknown = metaId();
      const sent = await phoneSends(tenant, 'video', { data: SAMPLE_FILES.mp4.bytes, id: unknown });
      const message = await messageEvent(tenant, sent.wamid);
      expect(messageOf(message).video.id).toBe(unknown);
      expect(message.body).not.toContain('media_path');
      const failed = await mediaEvent(tenant, sent.wamid);
      expect(failed.atMs - beganMs).toBeLessThan(LATENESS_MS);
      expect(failed.json).toEqual({
        object: 'switchboard',
        entry: [
          {
            id: tenant.id,
            changes: [
              {
                field: 'media.failed',
                value: { media_id: unknown, message_id: sent.wamid, reason: 'expired', at: expect.any(String) },
              },
            ],
          },
        ],
      });
      expect(server.at(tenant.id).map((event) => changeOf(event).field)).toEqual(['messages', 'media.failed']);
      expect(await tenant.media.metadata(unknown)).toMatchObject({ inVault: false, fileSize: null });
    },

    'is not kept when the webhook said something else about it than Meta does': async () => {
      const tenant = await openTenant();
      const lie = Buffer.alloc(32, 1).toString('base64');
      const sent = await phoneSends(tenant, 'image', { data: padTo(SAMPLE_FILES.jpeg, 5_432).bytes, sha256: lie });
      await messageEvent(tenant, sent.wamid);
      const file = await tenant.media.metadata(sent.mediaId);
      expect(file).toMatchObject({ inVault: false, storedAt: null });
      // Nor by asking for it.
      const asked = await download(bed.url, tenant.key.key, `/v2/media/${sent.mediaId}/download`);
      expect(asked.status).toBe(502);
      expect(bed.files().filter((name) => name.includes(tenant.id))).toEqual([]);
    },

    'is told of, and its message comes, when the plan keeps no more bytes': async () => {
      const plan = { code: 'E2E_NO_ROOM', name: 'No room', features: ['webhooks', 'v2_api'], storedBytes: 1_000 };
      await bed.bed.operator.putPlan(plan);
      const tenant = await bed.openTenant({ planCode: plan.code });
      await server.subscribe(bed.bed.operator, tenant.id, tenant.id, { events: EVENTS });
      const small = await phoneSends(tenant, 'image', { data: SAMPLE_FILES.jpeg.bytes });
      expect(changeOf(await mediaEvent(tenant, small.wamid)).field).toBe('media.stored');
      const large = await phoneSends(tenant, 'image', { data: padTo(SAMPLE_FILES.jpeg, 2_000).bytes });
      expect(changeOf(await mediaEvent(tenant, large.wamid))).toMatchObject({
        field: 'media.failed',
        value: { reason: 'quota', media_id: large.mediaId },
      });
      expect((await messageEvent(tenant, large.wamid)).body).not.toContain('media_path');
      expect(bed.files().filter((name) => name.includes(tenant.id)).length).toBe(1);
    },
  });
});
