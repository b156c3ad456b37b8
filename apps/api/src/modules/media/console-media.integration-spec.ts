import { SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { type DemoTenant, SeedDemo } from '../../demo/seed-demo.service';

const MISSING = '01890000-0000-7000-8000-000000000000';

let test: TestConsole;
let demo: DemoTenant;
let viewer: ConsoleClient;
/** Our ids of what was uploaded. */
let picture: string;
let page: string;

beforeAll(async () => {
  test = await startTestConsole();
  demo = (await test.platform.app.get(SeedDemo).run())!;
  viewer = await test.join(demo.tenantId, 'viewer', 'viewer.media@example.com');
  picture = await upload(SAMPLE_FILES.jpeg);
  page = await upload({ ...SAMPLE_FILES.jpeg, bytes: Buffer.concat([SAMPLE_FILES.jpeg.bytes, Buffer.from('page')]) });
  // As a file would be that was taken in before its type was known to be one that can act in a browser.
  await test.platform.test.database.pool.query(
    `UPDATE media SET mime_type = 'text/html', filename = 'page.html', kind = 'document' WHERE id = $1`,
    [page],
  );
});
afterAll(() => test.platform.stop());

async function upload({ bytes, mimeType, filename }: SampleFile): Promise<string> {
  const response = await fetch(`${test.platform.url}/v2/media/upload`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${demo.apiKey}`,
      'x-phone-number-id': demo.phoneNumberId,
      'content-type': mimeType,
      'x-filename': filename,
    },
    body: new Uint8Array(bytes),
  });
  expect(response.status).toBe(200);
  const { items } = (await test.operator.get(`/tenants/${demo.tenantId}/media?limit=1`)).body;
  return String(items[0]!['id']);
}

async function content(
  id: string,
  { asked = '', client = viewer, method = 'GET', headers = {}, tenantId = demo.tenantId } = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${test.platform.url}/console/v1/tenants/${tenantId}/media/${id}/content${asked}`, {
    method,
    headers: { ...(client.cookie !== null && { cookie: client.cookie }), ...headers },
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('A file at the console', () => {
  it('is shown to everyone in the tenant, and can do nothing in the browser', async () => {
    const { status, headers, bytes } = await content(picture);
    expect(status).toBe(200);
    expect(bytes.equals(SAMPLE_FILES.jpeg.bytes)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': expect.stringMatching(/^inline;/) as string,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=0, must-revalidate',
      'accept-ranges': 'bytes',
    });
    for (const role of ['owner', 'admin', 'developer', 'billing']) {
      const client = await test.join(demo.tenantId, role, `${role}.media@example.com`);
      expect((await content(picture, { client })).status).toBe(200);
    }
  });

  it('is saved when asked to be, and whenever its type is not a safe one to show', async () => {
    const saved = await content(picture, { asked: '?disposition=attachment' });
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment;/);
    const risky = await content(page, { asked: '?disposition=inline' });
    expect(risky.status).toBe(200);
    expect(risky.headers.get('content-type')).toBe('application/octet-stream');
    expect(risky.headers.get('content-disposition')).toMatch(/^attachment; filename="?page\.html/);
    expect((await content(picture, { asked: '?disposition=other' })).status).toBe(400);
  });

  it('is sent in part, not at all when it is known, and without its bytes on HEAD', async () => {
    const part = await content(picture, { headers: { range: 'bytes=0-3' } });
    expect(part.status).toBe(206);
    expect(part.bytes.equals(SAMPLE_FILES.jpeg.bytes.subarray(0, 4))).toBe(true);
    const etag = part.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect((await content(picture, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await content(picture, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    expect(head.headers.get('content-length')).toBe(String(SAMPLE_FILES.jpeg.bytes.length));
  });

  it('comes from Meta when the vault has lost it', async () => {
    const lost = await upload(SAMPLE_FILES.png);
    await test.platform.test.database.pool.query(
      'DELETE FROM media_blobs b USING media m WHERE m.id = $1 AND b.tenant_id = m.tenant_id AND b.sha256 = m.sha256',
      [lost],
    );
    expect((await content(lost)).bytes.equals(SAMPLE_FILES.png.bytes)).toBe(true);
  });

  it('is nothing to anyone else', async () => {
    const other = await test.openTenant();
    const outsider = await test.join(other, 'owner', 'outsider.media@example.com');
    const answers = [
      await content(picture, { client: outsider }),
      await content(picture, { client: outsider, tenantId: other }),
      await content(MISSING),
      await content('nonsense'),
    ];
    for (const { status, bytes } of answers) {
      expect(status).toBe(404);
      expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ code: 'not_found' });
    }
    expect((await content(picture, { client: test.stranger() })).status).toBe(401);
  });
});

describe('An upload at the console', () => {
  const { bytes, mimeType } = SAMPLE_FILES.png;

  async function uploadAs(
    client: ConsoleClient,
    {
      tenantId = demo.tenantId,
      phoneNumberId = demo.phoneNumberId,
      type = mimeType,
      body = bytes,
    }: { tenantId?: string; phoneNumberId?: string; type?: string; body?: Uint8Array } = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(
      `${test.platform.url}/console/v1/tenants/${tenantId}/media?phoneNumberId=${phoneNumberId}`,
      {
        method: 'POST',
        headers: {
          'content-type': type,
          'x-filename': encodeURIComponent('Menü №1.png'),
          cookie: client.cookie ?? '',
          'x-csrf-token': client.csrfToken ?? '',
        },
        body: new Uint8Array(body),
      },
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('puts a file at Meta and into the vault, with its name, ready to be sent', async () => {
    const developer = await test.join(demo.tenantId, 'developer', 'uploads.media@example.com');
    const answer = await uploadAs(developer);
    expect(answer).toEqual({
      status: 201,
      body: {
        id: expect.any(String) as string,
        mediaId: expect.stringMatching(/^\d+$/) as string,
        mimeType,
        fileSize: bytes.length,
      },
    });
    const { items } = (await developer.get(`/tenants/${demo.tenantId}/media?limit=1`)).body;
    expect(items[0]).toMatchObject({ id: answer.body['id'], filename: 'Menü №1.png', direction: 'outbound' });
    expect((await content(String(answer.body['id']))).bytes.equals(bytes)).toBe(true);
  });

  it('is refused to those who may not send, for numbers of others, and of what WhatsApp does not take', async () => {
    expect((await uploadAs(viewer)).status).toBe(403);
    expect(await uploadAs(test.operator, { phoneNumberId: '1' })).toMatchObject({
      status: 403,
      body: { code: 'NUM_001' },
    });
    expect(await uploadAs(test.operator, { type: 'image/jpeg', body: Buffer.from('no picture') })).toMatchObject({
      status: 415,
      body: { code: 'MEDIA_003' },
    });
    expect((await uploadAs(test.operator, { tenantId: MISSING })).status).toBe(404);
  });

  it('is told with the message that carries it, also of one that came inside the message', async () => {
    const { mediaId } = (await uploadAs(test.operator)).body;
    const jpeg = SAMPLE_FILES.jpeg;
    const images = [
      { id: mediaId },
      { data_base64: Buffer.from(jpeg.bytes).toString('base64'), mime_type: jpeg.mimeType },
    ];
    for (const [image, type] of [
      [images[0], mimeType],
      [images[1], jpeg.mimeType],
    ] as const) {
      const message = { messaging_product: 'whatsapp', to: '905321234567', type: 'image', image };
      const sent = await test.operator.post(`/tenants/${demo.tenantId}/messages`, { message, isFake: false });
      expect(sent).toMatchObject({ status: 201 });
      const { media } = (await viewer.get(`/tenants/${demo.tenantId}/messages/${String(sent.body['messageId'])}`)).body;
      expect(media).toMatchObject({ id: expect.any(String) as string, mimeType: type, state: 'stored' });
    }
  });
});
