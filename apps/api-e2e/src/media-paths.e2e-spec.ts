import { SAMPLE_FILES } from '@switchboard/contracts';
import { download, type Downloaded } from './support/downloads';
import { mediaIdOf, MediaTestbed, type MediaTenant } from './support/media-testbed';
import { rawRequest } from './support/raw-http';

let bed: MediaTestbed;
let tenant: MediaTenant;
let stranger: MediaTenant;
/** The tenant's own file, and one of the other's. */
let own: string;
let theirs: string;

beforeAll(async () => {
  bed = await MediaTestbed.start();
  [tenant, stranger] = [await bed.openTenant(), await bed.openTenant()];
  own = await upload(tenant);
  theirs = await upload(stranger);
});
afterAll(() => bed?.close());

/** Uploads a file and answers with its path, as the console knows it. */
async function upload(owner: MediaTenant): Promise<string> {
  const { bytes, mimeType } = SAMPLE_FILES.jpeg;
  const headers = { 'x-phone-number-id': owner.number.phoneNumberId, 'content-type': mimeType };
  const id = mediaIdOf(await owner.media.uploadRaw(bytes, headers));
  const { items } = await bed.bed.operator.request(200, 'GET', `/tenants/${owner.id}/media`);
  return (items as { mediaId: string; path: string }[]).find(({ mediaId }) => mediaId === id)!.path;
}

/** `query` goes over the wire as it is. */
const ask = (query: string, key = tenant.key.key): Promise<Downloaded> => download(bed.url, key, `/media${query}`);
const encoded = (path: string): string => `?path=${encodeURIComponent(path)}`;

/** The status and the one form that errors of this surface have. */
function expectRefusal(answer: Downloaded, status: number, code: string): void {
  const isInvalid = status === 400;
  const details = { fields: [{ path: 'path', rule: 'path', message: expect.any(String) }] };
  expect({ status: answer.status, body: answer.json }).toEqual({
    status,
    body: {
      error: { code, message: expect.stringMatching(/^\S.+/), ...(isInvalid && { details }) },
      request_id: answer.headers['x-request-id'],
    },
  });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(Object.keys(answer.json)).toEqual(['error', 'request_id']);
}

/** What can be compared of two answers: everything but what differs between any two. */
function comparable({ status, text, headers }: Downloaded): unknown {
  const { date: _date, 'x-request-id': id, ...rest } = headers;
  const compared = Object.entries(rest).filter(([name]) => !name.startsWith('x-ratelimit'));
  return { status, text: text.replaceAll(String(id), 'REQUEST'), headers: Object.fromEntries(compared) };
}

/** A path that leads to nothing, and might. */
const missing = (): string => own.replace(/[0-9a-f]{32}(?=\.)/, '0'.repeat(32));

describe('The path of one’s own file', () => {
  it('leads to it', async () => {
    const answer = await ask(encoded(own));
    expect([answer.status, answer.bytes.equals(SAMPLE_FILES.jpeg.bytes)]).toEqual([200, true]);
    expect((await ask(`?path=${own}`)).status).toBe(200);
    expect((await ask(`?path=${own.replaceAll('m', '%6D').replaceAll('/', '%2f')}`)).status).toBe(200);
  });

  it('leads nobody else to it', async () => {
    const answers = [await ask(encoded(theirs)), await ask(encoded(own), stranger.key.key)];
    const none = await ask(encoded(missing()));
    for (const answer of answers) expect(comparable(answer)).toEqual(comparable(none));
    expectRefusal(none, 404, 'not_found');
    // As it would be called, were it one's own.
    const claimed = theirs.replace(stranger.id, tenant.id);
    expect(comparable(await ask(encoded(claimed)))).toEqual(comparable(none));
    expect(comparable(await ask(encoded(claimed.replace(stranger.number.id, tenant.number.id))))).toEqual(
      comparable(none),
    );
  });

  it('leads to nothing when it has expired', async () => {
    const path = await upload(tenant);
    await bed.bed.database.query(`UPDATE media SET expires_at = now() WHERE path = $1`, [path]);
    expect(comparable(await ask(encoded(path)))).toEqual(comparable(await ask(encoded(missing()))));
  });
});

describe('A path that tries to lead elsewhere', () => {
  const folder = (): string => own.slice(0, own.lastIndexOf('/'));
  const name = (): string => own.slice(own.lastIndexOf('/') + 1);

  it.each<[string, () => string]>([
    ['..', () => '..'],
    ['../../etc/passwd', () => '../../etc/passwd'],
    ['media/../../etc/passwd', () => 'media/../../etc/passwd'],
    ['one’s own, over ..', () => `${folder()}/../${tenant.id}/${name()}`],
    ['one’s own, over .', () => `${folder()}/./${name()}`],
    ['the other’s, over ..', () => `${folder()}/../${stranger.id}/${theirs.slice(theirs.lastIndexOf('/') + 1)}`],
    ['something behind one’s own', () => `${own}/../../../../etc/passwd`],
    ['with dots behind', () => `${own}..`],
    ['with many dots', () => '....//....//etc/passwd'],
    ['with backslashes', () => '..\\..\\windows\\win.ini'],
    ['one’s own with backslashes', () => own.replaceAll('/', '\\')],
    ['with a NUL behind', () => `${own}\0`],
    ['with a NUL and another ending', () => `${own}\0.png`],
    ['with a NUL before', () => `\0${own}`],
    ['with a line break', () => `${own}\r\nX-Evil: 1`],
    ['absolute', () => '/etc/passwd'],
    ['one’s own, absolute', () => `/${own}`],
    ['one’s own, as a share', () => `//${own}`],
    ['the program’s folder, absolute', () => `${bed['dataDir']}/media`],
    ['file://', () => 'file:///etc/passwd'],
    ['FILE://', () => `FILE://localhost/${own}`],
    ['http://', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a drive', () => 'C:\\windows\\win.ini'],
    ['encoded twice', () => encodeURIComponent('../../etc/passwd')],
    ['one’s own, encoded twice', () => encodeURIComponent(own)],
    ['encoded three times', () => encodeURIComponent(encodeURIComponent('../etc/passwd'))],
    ['a NUL, encoded twice', () => `${own}%00`],
    ['over-long', () => `${own}${'a'.repeat(1_000)}`],
    ['of 10,000 characters', () => 'media/'.repeat(1_667)],
    ['of steps only', () => '../'.repeat(3_000)],
    ['with fullwidth dots', () => '．．/．．/etc/passwd'],
    ['with fullwidth slashes', () => '..／..／etc／passwd'],
    ['with a two dot leader', () => '‥/‥/etc/passwd'],
    ['with one dot leaders', () => '․․/etc/passwd'],
    ['with small full stops', () => '﹒﹒/etc/passwd'],
    ['with bytes that are no UTF-8', () => `${own}�`],
  ])('finds nothing: %s', async (_, path) => {
    const answer = await ask(encoded(path()));
    expectRefusal(answer, 404, 'not_found');
    expect(comparable(answer)).toEqual(comparable(await ask(encoded(missing()))));
  });

  it.each([
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '%2E%2e/%2e%2E/etc/passwd',
    '..%2f..%2Fetc/passwd',
    '%2e%2e%5c%2e%2e%5cboot.ini',
    '..%255c..%255cboot.ini',
    '%252e%252e%252fetc%252fpasswd',
    '%25252e%25252e%25252fetc',
    '%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd',
    '%e0%80%ae%e0%80%ae/etc/passwd',
    '..%c0%af..%c0%afetc/passwd',
    '%uff0e%uff0e/etc/passwd',
    'media/%00',
    '%2fetc%2fpasswd',
    '..;/..;/etc/passwd',
    '..+/etc/passwd',
    '..%00/etc/passwd',
  ])('finds nothing, written over the wire as %s', async (query) => {
    expectRefusal(await ask(`?path=${query}`), 404, 'not_found');
  });

  it('finds nothing when it is written over the wire as no browser would', async () => {
    for (const path of ['..\\..\\etc\\passwd', `${own}\\..`, '/../../etc/passwd', 'file:///etc/passwd']) {
      const head = `GET /media?path=${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}`;
      const answer = await rawRequest(bed.url, { head });
      expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([404, 'not_found']);
    }
    for (const path of [`${own}\0`, `${own}\0.jpg`, '\0', `..\x01`, '\x7f..', '\xc0\xae\xc0\xae/etc']) {
      const head = `GET /media?path=${path} HTTP/1.1\nAuthorization: Bearer ${tenant.key.key}`;
      const answer = await rawRequest(bed.url, { head });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).not.toContain('JFIF');
    }
  });

  it('does not get as far as a path when it is longer than headers may be', async () => {
    for (const path of ['a'.repeat(100_000), '../'.repeat(33_000), `${own}${'%2e'.repeat(33_000)}`]) {
      const answer = await ask(`?path=${path}`);
      expect([answer.status, answer.json.errors.code]).toEqual([431, 'VAL_001']);
    }
  });
});

describe('What is no path at all', () => {
  it.each<[string, () => string]>([
    ['none', () => ''],
    ['no value', () => '?path'],
    ['an empty one', () => '?path='],
    ['another name', () => `?file=${own}`],
    ['a name in capitals', () => `?PATH=${own}`],
    ['a list', () => `?path[]=${own}`],
    ['a list, encoded', () => `?path%5B%5D=${own}`],
    ['an object', () => `?path[a]=${own}`],
    ['two', () => `?path=${own}&path=${own}`],
    ['two different ones', () => `?path=${own}&path=${theirs}`],
    ['blanks', () => '?path=%20'],
    ['blanks around one’s own', () => `?path=%20${own}%20`],
    ['one’s own in capitals', () => `?path=${own.toUpperCase()}`],
    ['one’s own with a folder in capitals', () => `?path=${own.replace('media', 'Media')}`],
    ['one’s own with random letters in capitals', () => `?path=${own.replace(/[0-9a-f]{32}(?=\.)/, 'A'.repeat(32))}`],
    ['one’s own with a dot behind', () => `?path=${own}.`],
    ['one’s own with a slash behind', () => `?path=${own}/`],
    ['one’s own with a doubled slash', () => `?path=${own.replace('/', '//')}`],
    ['one’s own with a stream behind', () => `?path=${own}::$DATA`],
    ['one’s own with a query behind', () => `?path=${encodeURIComponent(`${own}?a=b`)}`],
    ['one’s own without its ending', () => `?path=${own.replace('.jpg', '')}`],
    ['the folder of one’s own', () => `?path=${own.slice(0, own.lastIndexOf('/'))}`],
    ['a wildcard', () => '?path=media/*'],
    ['SQL', () => `?path=${encodeURIComponent(`${own}' OR '1'='1`)}`],
    ['letters of another script', () => `?path=${encodeURIComponent(own.replace('media', 'mediа'))}`],
    ['letters that turn round', () => `?path=${encodeURIComponent(`\u202e${own}`)}`],
    ['a home folder', () => '?path=~/media'],
    ['JSON', () => `?path=${encodeURIComponent(JSON.stringify({ $ne: null }))}`],
    ['a name that objects have', () => '?path=constructor&__proto__[path]=x'],
  ])('is refused: %s', async (_, query) => {
    const answer = await ask(query());
    expectRefusal(answer, 400, 'validation_error');
    expect(answer.text).not.toContain(own);
  });

  it('is refused on any spelling of the route in the form of this surface', async () => {
    for (const route of ['/media', '/media/', '/MEDIA', '/media/?path=']) {
      const answer = await download(bed.url, tenant.key.key, route);
      expectRefusal(answer, 400, 'validation_error');
    }
  });
});

describe('Whoever asks without a key', () => {
  it('is not told what is there', async () => {
    for (const path of [own, missing(), '../etc/passwd', '']) {
      const answer = await download(bed.url, 'pk_nobody', `/media?path=${path}`);
      expect([answer.status, answer.json]).toEqual([
        401,
        {
          error: { code: 'unauthorized', message: expect.any(String) },
          request_id: answer.headers['x-request-id'],
        },
      ]);
    }
  });

  it('is told that only reading is possible', async () => {
    const answer = await download(bed.url, tenant.key.key, `/media?path=${own}`, { method: 'DELETE' });
    expect([answer.status, answer.headers['allow'], answer.json.error.code]).toEqual([
      405,
      'GET',
      'method_not_allowed',
    ]);
  });
});
