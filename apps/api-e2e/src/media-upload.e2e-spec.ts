import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateApiKey, padTo, SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import { curl } from './support/curl';
import { type FileAnswer, fieldPart, filePart, type FormPart, sha256Of, UPLOAD_PATH } from './support/media-client';
import { expectRefusal, mediaIdOf, type MediaTenant, MediaTestbed, V2_PLAN } from './support/media-testbed';
import { metaId } from './support/operator';
import { type RawAnswer, rawRequest } from './support/raw-http';
import { waitFor } from './support/wait-for';

const MIB = 1 << 20;

let vault: MediaTestbed;
let tenant: MediaTenant;

beforeAll(async () => {
  vault = await MediaTestbed.start();
  tenant = await vault.openTenant();
});
afterAll(() => vault?.close());

/** No file is twice the same, so that none is found in the vault because of an earlier one; it takes several reads. */
let nextSizeBytes = 300_000;
function fresh(sample: SampleFile): SampleFile {
  return padTo(sample, (nextSizeBytes += 1));
}

const phoneNumberId = (): FormPart => fieldPart('phoneNumberId', tenant.number.phoneNumberId);

/** What must be true of a file once its upload was answered; by default what the sample is. */
async function expectEverywhere(
  answer: FileAnswer,
  { bytes, ...sample }: SampleFile,
  expected: { mimeType?: string; filename?: string | null } = {},
): Promise<void> {
  const { mimeType, filename } = { ...sample, ...expected };
  const id = mediaIdOf(answer);
  const sha256 = sha256Of(bytes);
  const owner = tenant.number.phoneNumberId;
  const [atMeta] = await vault.bed.simulator.media({ id });
  expect(atMeta).toMatchObject({
    ...{ origin: 'upload', phoneNumberId: owner, sha256, sizeBytes: bytes.length, mimeType },
    filename: filename ?? 'file',
  });
  const [upload] = await vault.bed.simulator.uploads();
  expect(upload).toMatchObject({ state: 'completed', mediaId: id, token: tenant.number.accessToken });

  const metadata = await tenant.media.metadata(id);
  expect(metadata).toEqual({
    ...{ id, mimeType, sha256, filename, fileSize: bytes.length, phoneNumberId: owner },
    ...{ direction: 'outbound', inVault: true },
    storedAt: expect.stringMatching(/^\d{4}-.+Z$/),
    expiresAt: expect.stringMatching(/^\d{4}-.+Z$/),
  });
  expect((await tenant.media.list())[0]).toEqual(metadata);

  const download = await tenant.media.download(id);
  expect(download.status).toBe(200);
  expect(download.headers['content-length']).toBe(String(bytes.length));
  expect(sha256Of(download.bytes)).toBe(sha256);
}

const SAMPLES = (['jpeg', 'pdf', 'mp4', 'oggOpus', 'webp', 'docx'] as const).map(
  (name) => [name, SAMPLE_FILES[name]] as const,
);

describe.each(SAMPLES)('A file (%s)', (_name, sample) => {
  it.each([
    ['before', (file: FormPart) => [phoneNumberId(), file]],
    ['after', (file: FormPart) => [file, phoneNumberId()]],
  ])('arrives from a form whose phoneNumberId stands %s it', async (_where, order) => {
    const file = fresh(sample);
    await expectEverywhere(await tenant.media.uploadForm(order(filePart(file))), file);
  });

  it.each([
    ['with its Content-Type', { 'content-type': sample.mimeType }],
    ['without a Content-Type', {}],
    ['with the Content-Type of curl’s --data-binary', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('arrives as the body itself, %s', async (_what, headers: Record<string, string>) => {
    for (const name of ['X-Phone-Number-Id', 'phoneNumberId']) {
      const file = fresh(sample);
      const answer = await tenant.media.uploadRaw(file.bytes, { [name]: tenant.number.phoneNumberId, ...headers });
      await expectEverywhere(answer, file, { filename: 'file' });
    }
  });
});

describe('The type of a file', () => {
  const type = fieldPart('type', 'application/vnd.oasis.opendocument.text');

  it.each([
    ['before the file', (file: FormPart) => [phoneNumberId(), type, file]],
    ['between', (file: FormPart) => [type, file, phoneNumberId()]],
    ['after the file', (file: FormPart) => [phoneNumberId(), file, type]],
    ['last of all', (file: FormPart) => [file, phoneNumberId(), type]],
  ])('is what the form’s type says when the part is generic: %s', async (_where, order) => {
    const file = fresh(SAMPLE_FILES.odt);
    const part = filePart(file, { contentType: 'application/octet-stream' });
    await expectEverywhere(await tenant.media.uploadForm(order(part)), file);
  });

  it.each([
    ['before', (file: FormPart) => [phoneNumberId(), type, file]],
    ['after', (file: FormPart) => [phoneNumberId(), file, type]],
  ])('is what the form’s type says when the part has none: type stands %s the file', async (_where, order) => {
    const file = fresh(SAMPLE_FILES.odt);
    await expectEverywhere(await tenant.media.uploadForm(order(filePart(file, { contentType: undefined }))), file);
  });

  it.each(SAMPLES)('is seen from the bytes when nothing is said: %s', async (_name, sample) => {
    for (const contentType of [undefined, 'application/octet-stream']) {
      const file = fresh(sample);
      const part = filePart(file, { contentType, filename: 'upload' });
      await expectEverywhere(await tenant.media.uploadForm([part, phoneNumberId()]), file, { filename: 'upload' });
    }
  });

  it('is what the part says, whatever the form’s type says', async () => {
    for (const contradiction of [
      [phoneNumberId(), fieldPart('type', 'image/png')],
      [fieldPart('type', 'image/png'), phoneNumberId()],
    ]) {
      const file = fresh(SAMPLE_FILES.pdf);
      await expectEverywhere(await tenant.media.uploadForm([...contradiction, filePart(file)]), file);
    }
  });

  it('is what X-Upload-Type says of a body, whatever its Content-Type says', async () => {
    for (const contentType of ['application/octet-stream', 'application/x-www-form-urlencoded', 'video/mp4']) {
      const file = fresh(SAMPLE_FILES.m4a);
      const answer = await tenant.media.uploadRaw(file.bytes, {
        'x-phone-number-id': tenant.number.phoneNumberId,
        'content-type': contentType,
        'x-upload-type': 'audio/mp4',
      });
      await expectEverywhere(answer, file, { filename: 'file' });
    }
  });

  it('is what the name says when the bytes say nothing', async () => {
    const bytes = Buffer.from([0, 1, 2, 3, 0, 1, 2, 3]);
    const file = { filename: 'book.epub', mimeType: 'application/epub+zip', bytes };
    const answer = await tenant.media.uploadRaw(file.bytes, {
      'x-phone-number-id': tenant.number.phoneNumberId,
      'x-filename': file.filename,
    });
    await expectEverywhere(answer, file);
  });
});

describe('The name of a file', () => {
  const name = 'Fatura – naïve 发票 🎉.pdf';
  const encoded = encodeURIComponent(name);

  it.each([
    ['as UTF-8', `filename="${name}"`],
    ['by RFC 5987', `filename*=UTF-8''${encoded}`],
    ['by RFC 5987, which counts before the plain one', `filename="fallback.pdf"; filename*=UTF-8''${encoded}`],
  ])('is kept from a form %s', async (_how, parameter) => {
    const file = fresh(SAMPLE_FILES.pdf);
    const part = filePart(file, { disposition: `form-data; name="file"; ${parameter}` });
    await expectEverywhere(await tenant.media.uploadForm([phoneNumberId(), part]), file, { filename: name });
  });

  it('keeps the quotes and line breaks out that browsers write as %22, %0D and %0A', async () => {
    const file = fresh(SAMPLE_FILES.pdf);
    const part = filePart(file, { filename: 'the %22best%22%0D%0A of 50%.pdf' });
    const answer = await tenant.media.uploadForm([phoneNumberId(), part]);
    const { filename } = await tenant.media.metadata(mediaIdOf(answer));
    expect(filename).toBe('the "best" of 50%.pdf');
  });

  it.each([
    ['as UTF-8', Buffer.from(name).toString('latin1')],
    ['by RFC 5987', `UTF-8''${encoded}`],
    ['percent-encoded', encoded],
  ])('is kept from X-Filename %s', async (_how, header) => {
    const file = fresh(SAMPLE_FILES.pdf);
    const answer = await tenant.media.uploadRaw(file.bytes, {
      'x-phone-number-id': tenant.number.phoneNumberId,
      'x-filename': header,
    });
    await expectEverywhere(answer, file, { filename: name });
  });
});

describe('curl', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-curl-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // Large enough that curl asks before it sends (`Expect: 100-continue`), as it does with photos.
  const photo = padTo(SAMPLE_FILES.jpeg, 2 * MIB);
  beforeAll(() => writeFileSync(path.join(folder, 'photo.jpg'), photo.bytes));

  async function expectUploaded(args: string[], filename: string): Promise<void> {
    const { status, body } = await curl(folder, ...args);
    expect([status, body]).toEqual([200, expect.stringMatching(/^\{"success":true,"data":\{"mediaId":"\d+"\}\}$/)]);
    const id = JSON.parse(body).data.mediaId as string;
    const [atMeta] = await vault.bed.simulator.media({ id });
    const sha256 = sha256Of(photo.bytes);
    expect(atMeta).toMatchObject({ mimeType: 'image/jpeg', sha256, sizeBytes: photo.bytes.length, filename });
    expect(await tenant.media.metadata(id)).toMatchObject({ mimeType: 'image/jpeg', sha256, filename, inVault: true });
  }

  it('uploads with the command that a user would write for a form', async () => {
    const URL = vault.url;
    const { key } = tenant.key;
    const id = tenant.number.phoneNumberId;
    // curl -X POST $URL/v2/media/upload -H "Authorization: Bearer pk_…" -F file=@photo.jpg -F phoneNumberId=…
    const command = ['-X', 'POST', `${URL}/v2/media/upload`, '-H', `Authorization: Bearer ${key}`];
    await expectUploaded([...command, '-F', 'file=@photo.jpg', '-F', `phoneNumberId=${id}`], 'photo.jpg');
    await expectUploaded([...command, '-F', `phoneNumberId=${id}`, '-F', 'file=@photo.jpg'], 'photo.jpg');
  });

  it('uploads with the command that a user would write for a file', async () => {
    const URL = vault.url;
    const { key } = tenant.key;
    const id = tenant.number.phoneNumberId;
    // curl -X POST $URL/v2/media/upload -H "Authorization: Bearer pk_…" -H "X-Phone-Number-Id: …" --data-binary @photo.jpg
    const command = ['-X', 'POST', `${URL}/v2/media/upload`, '-H', `Authorization: Bearer ${key}`];
    await expectUploaded([...command, '-H', `X-Phone-Number-Id: ${id}`, '--data-binary', '@photo.jpg'], 'file');
    await expectUploaded([...command, '-H', `phoneNumberId: ${id}`, '-T', 'photo.jpg'], 'file');
  });

  it('uploads with the key as X-API-Token, in both ways', async () => {
    const id = tenant.number.phoneNumberId;
    const command = ['-X', 'POST', `${vault.url}/v2/media/upload`, '-H', `X-API-Token: ${tenant.key.key}`];
    await expectUploaded([...command, '-F', 'file=@photo.jpg', '-F', `phoneNumberId=${id}`], 'photo.jpg');
    await expectUploaded([...command, '-H', `X-Phone-Number-Id: ${id}`, '--data-binary', '@photo.jpg'], 'file');
  });

  it('uploads what it reads from a pipe, whose size nobody knows', async () => {
    const id = tenant.number.phoneNumberId;
    const headers = [`Authorization: Bearer ${tenant.key.key}`, `X-Phone-Number-Id: ${id}`];
    const options = ['-H', 'Transfer-Encoding: chunked', '-H', 'X-Filename: photo.jpg', '--data-binary', '@photo.jpg'];
    await expectUploaded(
      [`${vault.url}/v2/media/upload`, ...headers.flatMap((header) => ['-H', header]), ...options],
      'photo.jpg',
    );
  });
});

describe('An upload of 100 MB that is refused', () => {
  const BODY_BYTES = 100 * MIB;
  /** The contract: so quickly. The median, because others work on the machine too. */
  const REFUSED_WITHIN_MS = 100;
  const TRIES = 7;

  type Headers = readonly string[];
  const bearer = (key: string): Headers => [`Authorization: Bearer ${key}`];
  const keys: Record<'basic' | 'numberless' | 'suspended' | 'scopeless' | 'limited' | 'expired', string> = {
    ...{ basic: '', numberless: '', suspended: '', scopeless: '', limited: '', expired: '' },
  };

  beforeAll(async () => {
    const { operator } = vault.bed;
    const basic = await operator.openTenant({ planCode: 'BASIC' });
    keys.basic = basic.key.key;
    keys.scopeless = (await operator.createKey(tenant.id, { name: 'reader', scopes: ['media:read'] })).key;

    const suspended = await vault.openTenant();
    keys.suspended = suspended.key.key;
    await operator.request(200, 'POST', `/tenants/${suspended.id}/suspend`);

    const numberless = await operator.createTenant({ planCode: V2_PLAN.code });
    keys.numberless = (await operator.createKey(numberless.id)).key;

    await operator.putPlan({ ...V2_PLAN, code: 'E2E_MINUTE', name: 'Once a minute', messagesPerMinute: 1 });
    const limited = await vault.openTenant({ planCode: 'E2E_MINUTE' });
    keys.limited = limited.key.key;

    const expired = await vault.openTenant();
    keys.expired = expired.key.key;
    const periodEnd = new Date(Date.now() - 60_000);
    await vault.bed.database.query(
      'UPDATE subscriptions SET period_start = $2, period_end = $3, renews = false WHERE tenant_id = $1',
      [...[expired.id, new Date(periodEnd.getTime() - 60_000), periodEnd]],
    );
    await operator.request(200, 'PATCH', `/tenants/${expired.id}`, { name: 'Expired Ltd' });

    for (const { headers, status } of REFUSALS)
      await waitFor('the refusal to be known', async () => (await refused(...headers())).status === status);
  });

  /** Announces the body, sends nothing of it, and reads all that comes until the answer is complete. */
  function refused(...headers: string[]): Promise<RawAnswer> {
    const lines = [`POST ${UPLOAD_PATH} HTTP/1.1`, `Content-Length: ${BODY_BYTES}`, ...headers];
    return rawRequest(vault.url, { head: lines.join('\n') });
  }

  const REFUSALS: readonly {
    what: string;
    headers: () => Headers;
    status: number;
    error: string;
    message?: string;
  }[] = [
    { what: 'without a key', headers: () => [], status: 401, error: 'UNAUTHORIZED' },
    { what: 'with an unknown key', headers: () => bearer(generateApiKey()), status: 401, error: 'UNAUTHORIZED' },
    { what: 'with a key for reading', headers: () => bearer(keys.scopeless), status: 403, error: 'FORBIDDEN' },
    { what: 'of a suspended tenant', headers: () => bearer(keys.suspended), status: 403, error: 'FORBIDDEN' },
    {
      what: 'of a tenant without a number',
      headers: () => bearer(keys.numberless),
      ...{ status: 404, error: 'NOT_FOUND', message: 'WhatsApp account not found' },
    },
    { what: 'whose plan has ended', headers: () => bearer(keys.expired), status: 403, error: 'PLAN_EXPIRED' },
    { what: 'with BASIC', headers: () => bearer(keys.basic), status: 403, error: 'DEVELOPER_PLAN_REQUIRED' },
    { what: 'over the limit of its key', headers: () => bearer(keys.limited), status: 429, error: 'RATE_LIMITED' },
  ];

  it.each(REFUSALS)('is answered within 100 ms, unread: $what', async ({ headers, status, error, message }) => {
    const before = await vault.quietFootprint();
    const right = ['Content-Type: application/pdf', `X-Phone-Number-Id: ${tenant.number.phoneNumberId}`];
    for (const more of [[], ['Expect: 100-continue']]) {
      const durationsMs: number[] = [];
      for (let count = 0; count < TRIES; count += 1) {
        const answer = await refused(...headers(), ...right, ...more);
        // The first line of all that came is the answer's: nobody was told to go on.
        const said = expectRefusal({ ...answer, json: JSON.parse(answer.body) }, status, error);
        if (message !== undefined) expect(said.message).toBe(message);
        durationsMs.push(answer.durationMs);
      }
      expect(durationsMs.toSorted((one, other) => one - other)[TRIES >> 1]).toBeLessThan(REFUSED_WITHIN_MS);
    }
    await vault.expectFootprint(before);
  });

  it('is told of the first thing that is wrong, in the documented order', async () => {
    const { operator } = vault.bed;
    const isJson = 'Content-Type: application/json';
    // Everything is wrong with it: no key, then no number, then no plan, then the request itself, then the limit.
    expect((await refused(isJson)).status).toBe(401);
    const plan = { code: 'E2E_LEAST', name: 'Next to nothing', messagesPerMinute: 1 };
    await operator.putPlan({ ...plan, features: [] });
    const { id } = await operator.createTenant({ planCode: plan.code });
    const key = bearer((await operator.createKey(id)).key);
    const expectNext = (error: string): Promise<true> =>
      waitFor(error, async () => JSON.parse((await refused(...key, isJson)).body).error === error);
    await expectNext('NOT_FOUND');
    await operator.addNumber(id);
    await expectNext('DEVELOPER_PLAN_REQUIRED');
    await operator.putPlan({ ...plan, features: ['v2_api'] });
    await expectNext('UNSUPPORTED_MEDIA_TYPE');
    await expectNext('RATE_LIMITED');
  });

  it('is refused unread when its number is not the tenant’s, or missing, or it is larger than any file may be', async () => {
    const head = (...lines: string[]): Promise<RawAnswer> =>
      rawRequest(vault.url, {
        head: [`POST ${UPLOAD_PATH} HTTP/1.1`, ...bearer(tenant.key.key), 'Expect: 100-continue', ...lines].join('\n'),
      });
    const number = `X-Phone-Number-Id: ${tenant.number.phoneNumberId}`;
    for (const [lines, status, error] of [
      [[`Content-Length: ${BODY_BYTES}`], 400, 'VALIDATION_ERROR'],
      [[`Content-Length: ${BODY_BYTES}`, `X-Phone-Number-Id: ${metaId()}`], 403, 'FORBIDDEN'],
      [[`Content-Length: ${BODY_BYTES + 1}`, number], 413, 'PAYLOAD_TOO_LARGE'],
      [[`Content-Length: ${BODY_BYTES}`, number, 'Content-Type: application/json'], 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [[`Content-Length: ${BODY_BYTES}`, number, 'Content-Encoding: gzip'], 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [[`Content-Length: ${BODY_BYTES}`, 'Content-Type: multipart/form-data'], 400, 'VALIDATION_ERROR'],
    ] as const) {
      const answer = await head(...lines);
      expectRefusal({ ...answer, json: JSON.parse(answer.body) }, status, error);
    }
  });
});
