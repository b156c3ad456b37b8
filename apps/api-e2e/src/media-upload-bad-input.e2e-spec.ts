import { gzipSync } from 'node:zlib';
import { padTo, SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import { type Answer, expectStatus } from './support/http-client';
import {
  BOUNDARY,
  fieldPart,
  type FileAnswer,
  filePart,
  type FormPart,
  formOf,
  type MediaClient,
  openFormOf,
  sha256Of,
  UPLOAD_PATH,
} from './support/media-client';
import { expectRefusal, mediaIdOf, type MediaTenant, MediaTestbed, V2_PLAN } from './support/media-testbed';
import { metaId } from './support/operator';
import { type RawAnswer, rawRequest } from './support/raw-http';
import { waitFor } from './support/wait-for';

const KIB = 1024;
const MIB = 1 << 20;
const GRAPH_TIMEOUT_MS = 1_000;

let vault: MediaTestbed;
let tenant: MediaTenant;
/** Whose number is not the tenant's. */
let other: MediaTenant;

beforeAll(async () => {
  vault = await MediaTestbed.start({ env: { GRAPH_TIMEOUT_MS: String(GRAPH_TIMEOUT_MS) } });
  tenant = await vault.openTenant();
  other = await vault.openTenant();
});
afterAll(() => vault?.close());
afterEach(() => vault.expectNextUpload(tenant));

const { jpeg, pdf, webp, html, exe } = SAMPLE_FILES;
const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

const number = (): FormPart => fieldPart('phoneNumberId', tenant.number.phoneNumberId);
const sender = (): Record<string, string> => ({ 'x-phone-number-id': tenant.number.phoneNumberId });

/** The file as the body. */
function raw(file: Pick<SampleFile, 'bytes'>, headers: Record<string, string> = {}): Promise<FileAnswer> {
  return tenant.media.uploadRaw(file.bytes, { ...sender(), ...headers });
}

const form = (...parts: FormPart[]): Promise<FileAnswer> => tenant.media.uploadForm(parts);

/** A body that calls itself a form, whatever it is. */
function likeForm(body: Uint8Array, contentType = FORM_TYPE): Promise<FileAnswer> {
  return tenant.media.uploadRaw(body, { 'content-type': contentType });
}

/** Byte for byte what no HTTP library would write. */
function onSocket(headers: string[], body: string | Buffer, options: { isCutOff?: boolean } = {}): Promise<RawAnswer> {
  const authorization = `Authorization: Bearer ${tenant.key.key}`;
  const phone = `X-Phone-Number-Id: ${tenant.number.phoneNumberId}`;
  const head = [`POST ${UPLOAD_PATH} HTTP/1.1`, authorization, phone, ...headers].join('\n');
  return rawRequest(vault.url, { head, body, ...options });
}

interface BadUpload {
  what: string;
  send: () => Promise<FileAnswer>;
  status: number;
  error: string;
  /** Path and rule of the only breach. */
  field?: readonly [path: string, rule: string];
  details?: Record<string, unknown>;
}

async function expectRefused({ send, status, error, field, details }: BadUpload): Promise<void> {
  const answer = await vault.leavesNothing(send);
  const said = expectRefusal(answer, status, error);
  if (field)
    expect(said.details).toEqual({ fields: [{ path: field[0], rule: field[1], message: expect.any(String) }] });
  if (details) expect(said.details).toMatchObject(details);
}

const invalid = { status: 400, error: 'VALIDATION_ERROR' };
const unsupported = { status: 415, error: 'UNSUPPORTED_MEDIA_TYPE' };
const foreign = { status: 403, error: 'FORBIDDEN' };

describe('A file', () => {
  const EMPTY = { ...jpeg, bytes: new Uint8Array() };
  const packed = gzipSync(jpeg.bytes);

  it.each<BadUpload>([
    {
      what: 'that is empty, in a form',
      send: () => form(number(), filePart(EMPTY)),
      ...invalid,
      field: ['file', 'empty'],
    },
    {
      what: 'that is empty, and comes first',
      send: () => form(filePart(EMPTY), number()),
      ...invalid,
      field: ['file', 'empty'],
    },
    { what: 'that is empty, as the body', send: () => raw(EMPTY), ...invalid, field: ['file', 'empty'] },
    {
      what: 'whose body has a length of 0',
      send: () => raw(EMPTY, { 'content-length': '0', 'content-type': 'image/jpeg' }),
      ...{ ...invalid, field: ['file', 'empty'] },
    },
    {
      what: 'that is declared an image and is a PDF, in a form',
      send: () => form(number(), filePart(pdf, { contentType: 'image/jpeg' })),
      ...{ ...unsupported, details: { mimeType: 'image/jpeg', detected: 'application/pdf' } },
    },
    {
      what: 'that is declared an image and is a PDF, before its number',
      send: () => form(filePart(pdf, { contentType: 'image/jpeg' }), number()),
      ...{ ...unsupported, details: { mimeType: 'image/jpeg', detected: 'application/pdf' } },
    },
    {
      what: 'that is declared an image and is a PDF, as the body',
      send: () => raw(pdf, { 'content-type': 'image/jpeg' }),
      ...{ ...unsupported, details: { mimeType: 'image/jpeg', detected: 'application/pdf' } },
    },
    {
      what: 'that is declared an image after it, and is a PDF',
      send: () => form(number(), filePart(pdf, { contentType: undefined }), fieldPart('type', 'image/jpeg')),
      ...{ ...unsupported, details: { mimeType: 'image/jpeg', detected: 'application/pdf' } },
    },
    {
      what: 'of HTML that is named .jpg, in a form',
      send: () => form(number(), filePart(html, { filename: 'photo.jpg', contentType: 'image/jpeg' })),
      ...{ ...unsupported, details: { detected: 'text/html' } },
    },
    {
      what: 'of HTML that is named .jpg, without a type',
      send: () => form(number(), filePart(html, { filename: 'photo.jpg', contentType: undefined })),
      ...{ ...unsupported, details: { detected: 'text/html' } },
    },
    {
      what: 'of HTML that is named .jpg, as the body',
      send: () => raw(html, { 'x-filename': 'photo.jpg' }),
      ...{ ...unsupported, details: { detected: 'text/html' } },
    },
    {
      what: 'that is a program and named .pdf',
      send: () => raw(exe, { 'x-filename': 'invoice.pdf' }),
      ...{ ...unsupported, details: { detected: 'application/x-msdownload' } },
    },
    { what: 'with an override that is no type', send: () => raw(jpeg, { 'x-upload-type': 'photo' }), ...unsupported },
    {
      what: 'with a form’s type that is none',
      send: () => form(number(), fieldPart('type', 'photo'), filePart(jpeg, { contentType: undefined })),
      ...unsupported,
    },
    {
      what: 'that comes as JSON',
      send: () => raw({ bytes: Buffer.from('{}') }, { 'content-type': 'application/json; charset=utf-8' }),
      ...{ ...unsupported, details: { mimeType: 'application/json' } },
    },
    {
      what: 'that is packed for the way',
      send: () => raw({ bytes: packed }, { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' }),
      ...{ ...unsupported, details: { contentEncoding: 'gzip' } },
    },
    {
      what: 'in a form that is packed for the way',
      send: () =>
        tenant.media.uploadRaw(gzipSync(formOf([number(), filePart(jpeg)]).body), {
          'content-type': FORM_TYPE,
          'content-encoding': 'gzip',
        }),
      ...{ ...unsupported, details: { contentEncoding: 'gzip' } },
    },
    {
      what: 'without a number, as the body',
      send: () => tenant.media.uploadRaw(jpeg.bytes, { 'content-type': 'image/jpeg' }),
      ...{ ...invalid, field: ['phoneNumberId', 'required'] },
    },
    {
      what: 'for a number that is another tenant’s, as the body',
      send: () => raw(jpeg, { 'x-phone-number-id': other.number.phoneNumberId }),
      ...foreign,
    },
  ])('$what is refused, and leaves nothing behind', expectRefused);

  it('whose content is not packed may say so', async () => {
    mediaIdOf(await raw(jpeg, { 'content-type': 'image/jpeg', 'content-encoding': 'identity' }));
  });
});

describe('A form', () => {
  const twice = (): FormPart => number();
  const many = (count: number): FormPart[] => Array.from({ length: count }, (_, index) => fieldPart(`f${index}`, 'x'));
  const MALFORMED = { ...invalid, field: ['', 'multipart'] as const };
  const closing = Buffer.from(`--${BOUNDARY}--\r\n`);
  /** A part with this head and no name. */
  const nameless = (head: string): Buffer => Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\nx\r\n`);
  const withPart = (part: Buffer): Buffer => Buffer.concat([openFormOf([number(), filePart(jpeg)]), part, closing]);

  it.each<BadUpload>([
    {
      what: 'with two files',
      send: () => form(number(), filePart(jpeg), filePart(pdf)),
      ...invalid,
      field: ['file', 'single'],
    },
    {
      what: 'with two files first',
      send: () => form(filePart(jpeg), filePart(pdf), number()),
      ...invalid,
      field: ['file', 'single'],
    },
    {
      what: 'with a file in another part',
      send: () => form(number(), filePart(jpeg, { name: 'photo' })),
      ...{ ...invalid, field: ['file', 'name'] },
    },
    {
      what: 'with a second file in another part',
      send: () => form(number(), filePart(jpeg), filePart(pdf, { name: 'photo' })),
      ...{ ...invalid, field: ['file', 'single'] },
    },
    { what: 'without a file', send: () => form(number()), ...invalid, field: ['file', 'required'] },
    {
      what: 'of which no file was chosen',
      send: () => form(number(), { name: 'file', content: '', disposition: 'form-data; name="file"; filename=""' }),
      ...{ ...invalid, field: ['file', 'required'] },
    },
    {
      what: 'whose file is a text field',
      send: () => form(number(), fieldPart('file', 'hello')),
      ...{ ...invalid, field: ['file', 'required'] },
    },
    { what: 'without a number', send: () => form(filePart(jpeg)), ...invalid, field: ['phoneNumberId', 'required'] },
    {
      what: 'with an empty number',
      send: () => form(fieldPart('phoneNumberId', ''), filePart(jpeg)),
      ...{ ...invalid, field: ['phoneNumberId', 'required'] },
    },
    {
      what: 'with neither',
      send: () => form(fieldPart('type', 'image/jpeg')),
      ...{ ...invalid, details: { fields: [{ path: 'file' }, { path: 'phoneNumberId' }] } },
    },
    {
      what: 'with the number twice before the file',
      send: () => form(number(), twice(), filePart(jpeg)),
      ...{ ...invalid, field: ['phoneNumberId', 'single'] },
    },
    {
      what: 'with the number before and after the file',
      send: () => form(number(), filePart(jpeg), twice()),
      ...{ ...invalid, field: ['phoneNumberId', 'single'] },
    },
    {
      what: 'with the number twice after the file',
      send: () => form(filePart(jpeg), number(), twice()),
      ...{ ...invalid, field: ['phoneNumberId', 'single'] },
    },
    {
      what: 'with the number as a list',
      send: () => form(fieldPart('phoneNumberId[]', tenant.number.phoneNumberId), filePart(jpeg)),
      ...{ ...invalid, field: ['phoneNumberId', 'single'] },
    },
    {
      what: 'with the type twice',
      send: () => form(number(), filePart(jpeg), fieldPart('type', 'image/jpeg'), fieldPart('type', 'image/png')),
      ...{ ...invalid, field: ['type', 'single'] },
    },
    {
      what: 'with another tenant’s number before the file',
      send: () => form(fieldPart('phoneNumberId', other.number.phoneNumberId), filePart(jpeg)),
      ...foreign,
    },
    {
      what: 'with another tenant’s number after the file',
      send: () => form(filePart(jpeg), fieldPart('phoneNumberId', other.number.phoneNumberId)),
      ...foreign,
    },
    {
      what: 'whose number hides in a prototype',
      send: () => form(fieldPart('__proto__[phoneNumberId]', tenant.number.phoneNumberId), filePart(jpeg)),
      ...{ ...invalid, field: ['phoneNumberId', 'required'] },
    },
    {
      what: 'without a boundary',
      send: () => likeForm(formOf([filePart(jpeg)]).body, 'multipart/form-data'),
      ...MALFORMED,
    },
    {
      what: 'with an empty boundary',
      send: () => likeForm(formOf([filePart(jpeg)]).body, 'multipart/form-data; boundary='),
      ...MALFORMED,
    },
    {
      what: 'with another boundary than it says',
      send: () => likeForm(formOf([number(), filePart(jpeg)], 'another').body),
      ...MALFORMED,
    },
    { what: 'that is none', send: () => likeForm(Buffer.from(jpeg.bytes)), ...MALFORMED },
    { what: 'that is empty', send: () => likeForm(Buffer.alloc(0)), ...MALFORMED },
    { what: 'that is not closed', send: () => likeForm(openFormOf([number(), filePart(jpeg)])), ...MALFORMED },
    {
      what: 'that ends within its file',
      send: () => likeForm(openFormOf([number(), filePart(padTo(pdf, 100_000))]).subarray(0, 60_000)),
      ...MALFORMED,
    },
    {
      what: 'that ends within its file, which comes first',
      send: () => likeForm(openFormOf([filePart(padTo(pdf, 100_000))]).subarray(0, 60_000)),
      ...MALFORMED,
    },
    {
      what: 'that ends within the head of its file',
      send: () => likeForm(openFormOf([number(), filePart(jpeg)]).subarray(0, 200)),
      ...MALFORMED,
    },
    {
      what: 'with a gigantic head of its file',
      send: () => form(number(), filePart(jpeg, { contentType: `image/jpeg\r\nX-Filler: ${'x'.repeat(100_000)}` })),
      ...MALFORMED,
    },
    {
      what: 'with a head of countless lines',
      send: () => form(number(), filePart(jpeg, { contentType: `image/jpeg${'\r\nX: y'.repeat(20_000)}` })),
      ...MALFORMED,
    },
    {
      what: 'with a line that is no header',
      send: () => likeForm(withPart(nameless('no header at all'))),
      ...MALFORMED,
    },
    {
      what: 'with a field without a name',
      send: () => likeForm(withPart(nameless('Content-Disposition: form-data'))),
      ...{ ...invalid, field: ['', 'name'] },
    },
    {
      what: 'with too many fields',
      send: () => form(...many(30), number(), filePart(jpeg)),
      ...invalid,
      field: ['', 'maxFields'],
    },
    {
      what: 'with too many fields after the file',
      send: () => form(number(), filePart(jpeg), ...many(30)),
      ...{ ...invalid, field: ['', 'maxFields'] },
    },
    {
      what: 'with too many parts',
      send: () => likeForm(withPart(Buffer.concat(Array.from({ length: 1_000 }, () => nameless('X: y'))))),
      ...{ ...invalid, field: ['', 'maxParts'] },
    },
    {
      what: 'with a field that is too long',
      send: () => form(number(), fieldPart('note', 'x'.repeat(5_000)), filePart(jpeg)),
      ...{ ...invalid, field: ['', 'maxLength'] },
    },
    {
      what: 'with a field whose name is too long',
      send: () => form(number(), filePart(jpeg), fieldPart('n'.repeat(200), 'x')),
      ...{ ...invalid, field: ['', 'maxLength'] },
    },
  ])('$what is refused, and leaves nothing behind', expectRefused);

  it('may have fields of any other name', async () => {
    const odd = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'type[', 'a[b][c]', '__proto__[type]', ''];
    const names = odd.filter((name) => name !== '').map((name) => fieldPart(name, 'application/pdf'));
    const answer = await form(...names, number(), filePart(jpeg), fieldPart('__proto__', 'again'));
    expect(await tenant.media.metadata(mediaIdOf(answer))).toMatchObject({ mimeType: 'image/jpeg' });
  });
});

describe('A connection', () => {
  const SIZES = Array.from({ length: 48 }, (_, index) => (index + 1) * 8 * KIB);

  it.each<[what: string, send: (file: SampleFile) => Promise<FileAnswer>]>([
    ['as the body', (file) => raw(file, { 'content-type': 'image/jpeg' })],
    ['in a form', (file) => form(number(), filePart(file, { contentType: 'image/jpeg' }))],
    ['in a form without a number', (file) => form(filePart(file, { contentType: 'image/jpeg' }))],
  ])('serves the next request, however much of the refused file came with it (%s)', async (_what, send) => {
    for (const sizeBytes of SIZES) {
      expectRefusal(await send(padTo(pdf, sizeBytes)), 415, 'UNSUPPORTED_MEDIA_TYPE');
      const startedAt = performance.now();
      await tenant.media.list();
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    }
  });
});

describe('A number that is not the tenant’s', () => {
  it('is answered as one that is missing', async () => {
    const comparable = ({ status, text, headers }: Answer): unknown =>
      [status, text.replaceAll(String(headers['x-request-id']), 'REQUEST')] as const;
    for (const send of [
      (id: string) => raw(jpeg, { 'x-phone-number-id': id }),
      (id: string) => form(fieldPart('phoneNumberId', id), filePart(jpeg)),
      (id: string) => form(filePart(jpeg), fieldPart('phoneNumberId', id)),
    ])
      expect(comparable(await send(other.number.phoneNumberId))).toEqual(comparable(await send(metaId())));
  });
});

describe('A body that breaks off or is no HTTP', () => {
  const chunked = (...chunks: Buffer[]): Buffer =>
    Buffer.concat(
      chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    );
  const half = Buffer.from(padTo(pdf, 100_000).bytes.subarray(0, 50_000));
  const halfForm = (): Buffer => openFormOf([number(), filePart(padTo(pdf, 100_000))]).subarray(0, 50_000);

  it.each<[what: string, send: () => Promise<RawAnswer>]>([
    ['chunks without an end', () => onSocket(['Transfer-Encoding: chunked'], chunked(half), { isCutOff: true })],
    [
      'a chunk that is cut short',
      () => onSocket(['Transfer-Encoding: chunked'], chunked(half).subarray(0, 30_000), { isCutOff: true }),
    ],
    [
      'a form whose chunks have no end',
      () =>
        onSocket(['Transfer-Encoding: chunked', `Content-Type: ${FORM_TYPE}`], chunked(halfForm()), { isCutOff: true }),
    ],
    ['less than its length', () => onSocket(['Content-Length: 100000'], half, { isCutOff: true })],
    [
      'a form of less than its length',
      () => onSocket(['Content-Length: 100000', `Content-Type: ${FORM_TYPE}`], halfForm(), { isCutOff: true }),
    ],
    [
      'a chunk without a size',
      () => onSocket(['Transfer-Encoding: chunked'], Buffer.concat([chunked(half), Buffer.from('zz\r\n')])),
    ],
    [
      'a form with a chunk without a size',
      () =>
        onSocket(
          ['Transfer-Encoding: chunked', `Content-Type: ${FORM_TYPE}`],
          Buffer.concat([chunked(halfForm()), Buffer.from('zz\r\n')]),
        ),
    ],
    ['both a length and chunks', () => onSocket(['Transfer-Encoding: chunked', 'Content-Length: 5'], chunked(half))],
    ['a length that is none', () => onSocket(['Content-Length: many'], half)],
    ['two lengths', () => onSocket(['Content-Length: 5', 'Content-Length: 50000'], half)],
  ])('(%s) is refused, and leaves nothing behind', async (_what, send) => {
    const answer = await vault.leavesNothing(send);
    expect(answer.status).toBe(400);
    expect(answer.headers['x-request-id']).toMatch(/^\S{8,}$/);
  });

  it('(chunks that are packed) is refused, and leaves nothing behind', async () => {
    const packed = gzipSync(jpeg.bytes);
    const body = Buffer.concat([chunked(packed), Buffer.from('0\r\n\r\n')]);
    const answer = await vault.leavesNothing(() => onSocket(['Transfer-Encoding: gzip, chunked'], body));
    expect([400, 415, 501]).toContain(answer.status);
  });
});

describe('The cap of a kind', () => {
  const tooLarge = { status: 413, error: 'PAYLOAD_TOO_LARGE' };

  async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 64 * KIB) yield bytes.subarray(at, at + 64 * KIB);
  }

  const WAYS: readonly (readonly [way: string, send: (file: SampleFile) => Promise<FileAnswer>])[] = [
    ['as the body', (file) => raw(file, { 'content-type': file.mimeType })],
    ['as the body in chunks', ({ bytes }) => tenant.media.uploadRaw(chunksOf(bytes), sender())],
    ['in a form', (file) => form(number(), filePart(file))],
    ['in a form before its number', (file) => form(filePart(file), number())],
    ['in a form before its type', (file) => form(number(), filePart(file, { contentType: undefined }))],
  ];

  describe.each([
    ['sticker', webp, 500 * KIB],
    ['image', jpeg, 5 * MIB],
  ] as const)('of a %s', (kind, sample, capBytes) => {
    it.each(WAYS)('is what it may have, %s, and not a byte more', async (_way, send) => {
      const largest = padTo(sample, capBytes);
      const id = mediaIdOf(await send(largest));
      expect(await vault.bed.simulator.media({ id })).toMatchObject([
        { sizeBytes: capBytes, sha256: sha256Of(largest.bytes), mimeType: sample.mimeType },
      ]);
      const answer = await vault.leavesNothing(() => send(padTo(sample, capBytes + 1)));
      expect(expectRefusal(answer, tooLarge.status, tooLarge.error).details).toEqual({ kind, maxBytes: capBytes });
    });
  });

  describe('of a document, which is that of all', () => {
    const capBytes = 100 * MIB;

    it('is what it may have', async () => {
      const { bytes } = padTo(pdf, capBytes);
      const id = mediaIdOf(await tenant.media.uploadRaw(chunksOf(bytes), sender()));
      expect(await vault.bed.simulator.media({ id })).toMatchObject([{ sizeBytes: capBytes, sha256: sha256Of(bytes) }]);
    });

    it('is told from the length, before a byte was sent', async () => {
      const answer = await vault.leavesNothing(() =>
        onSocket([`Content-Length: ${capBytes + 1}`, 'Expect: 100-continue'], ''),
      );
      expectRefusal({ ...answer, json: JSON.parse(answer.body) }, tooLarge.status, tooLarge.error);
    });

    /** Goes on for ever, and counts. */
    function endless(head: Uint8Array): { body: AsyncGenerator<Uint8Array>; sentBytes: () => number } {
      let sentBytes = 0;
      const filler = new Uint8Array(64 * KIB).fill(0x20);
      async function* body(): AsyncGenerator<Uint8Array> {
        for (let chunk: Uint8Array = head; ; chunk = filler) {
          sentBytes += chunk.length;
          yield chunk;
        }
      }
      return { body: body(), sentBytes: () => sentBytes };
    }

    /** What the sockets on the way may hold beyond what was read: Linux lets a receiving one grow to 32 MiB by itself. */
    const IN_FLIGHT_BYTES = 48 * MIB;

    it.each([
      ['the body', () => ({ head: Buffer.from(pdf.bytes), headers: sender() })],
      ['the file of a form', () => ({ head: openFormOf([number(), filePart(pdf)]).subarray(0, -2) })],
      ['a file of a form that comes before its number', () => ({ head: openFormOf([filePart(pdf)]).subarray(0, -2) })],
      ['what a form begins with', () => ({ head: Buffer.from('not a boundary') })],
      [
        'a part of a form that nobody asked for',
        () => ({
          head: openFormOf([
            { name: 'x', content: '', disposition: 'form-data; name="x"', contentType: 'application/octet-stream' },
          ]).subarray(0, -2),
        }),
      ],
      ['what follows the mistake of a form', () => ({ head: openFormOf([fieldPart('x', 'x'.repeat(5_000))]) })],
    ])(
      'cuts off %s when it does not end',
      async (_what, make: () => { head: Buffer; headers?: Record<string, string> }) => {
        const { head, headers = { 'content-type': FORM_TYPE } } = make();
        const { body, sentBytes } = endless(head);
        const answer = await vault.leavesNothing(() => tenant.media.uploadRaw(body, headers));
        expectRefusal(answer, tooLarge.status, tooLarge.error);
        expect(sentBytes()).toBeLessThan(capBytes + IN_FLIGHT_BYTES);
        const [upload] = await vault.bed.simulator.uploads();
        expect(upload!.receivedBytes).toBeLessThan(capBytes + MIB);
      },
    );
  });
});

describe('The name of a file', () => {
  const LONG = `${'n'.repeat(10_000)}.jpg`;

  it.each<[what: string, given: string, kept: string | null, header?: string]>([
    ['a way up', '../../../../etc/passwd.jpg', 'passwd.jpg'],
    ['a way up of Windows', '..\\..\\windows\\photo.jpg', 'photo.jpg'],
    ['an absolute path', '/etc/cron.d/photo.jpg', 'photo.jpg'],
    ['nothing but a way up', '..', null],
    ['line breaks', 'photo.jpg%0D%0AX-Injected: yes', 'photo.jpgX-Injected: yes', 'photo.jpg%0D%0AX-Injected%3A yes'],
    ['emoji', '👩‍👩‍👧‍👦 🎉.jpg', '👩‍👩‍👧‍👦 🎉.jpg', encodeURIComponent('👩‍👩‍👧‍👦 🎉.jpg')],
    ['10,000 characters', LONG, `${'n'.repeat(236)}.jpg`],
    ['the reverse of its type', 'annex\u202egpj.exe', 'annexgpj.exe', encodeURIComponent('annex\u202egpj.exe')],
  ])('(%s) is never a path, nor a header', async (_what, given, kept, header = given) => {
    const before = vault.files().length;
    for (const send of [
      () => form(number(), filePart(jpeg, { filename: given })),
      () => raw(jpeg, { 'x-filename': header }),
    ]) {
      const id = mediaIdOf(await send());
      expect((await tenant.media.metadata(id)).filename).toBe(kept);
      expect(await vault.bed.simulator.media({ id })).toMatchObject([{ filename: kept ?? 'file' }]);
      const download = await tenant.media.download(id);
      expect(download.status).toBe(200);
      expect(download.headers['x-injected']).toBeUndefined();
      expect(sha256Of(download.bytes)).toBe(sha256Of(jpeg.bytes));
    }
    // The same bytes under all names are one object, under a name of our own.
    expect(vault.files().length).toBeLessThanOrEqual(before + 1);
    for (const file of vault.files()) expect(file).toMatch(/^objects\/[0-9a-f-]{36}\/[0-9a-f]{2}\/[0-9a-f-]{36}$/);
  });
});

describe('A tenant whose plan keeps no more', () => {
  const FILE_BYTES = 600 * KIB;
  let full: MediaTenant;
  /** A different one each time. */
  let seed = 0;
  const file = (): SampleFile => padTo(pdf, FILE_BYTES - (seed += 1));

  beforeAll(async () => {
    const plan = { ...V2_PLAN, code: 'E2E_SMALL', name: 'Keeps one', storedBytes: MIB };
    await vault.bed.operator.putPlan(plan);
    full = await vault.openTenant({ planCode: plan.code });
  });

  const owner = (): Record<string, string> => ({ 'x-phone-number-id': full.number.phoneNumberId });
  const ownNumber = (): FormPart => fieldPart('phoneNumberId', full.number.phoneNumberId);
  const keep = async ({ bytes }: SampleFile, media: MediaClient = full.media): Promise<string> =>
    mediaIdOf(await media.uploadRaw(bytes, owner()));

  async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 64 * KIB) yield bytes.subarray(at, at + 64 * KIB);
  }

  it('is refused the next file, which does not stay at Meta, until there is room again', async () => {
    const id = await keep(file());
    for (const send of [
      () => full.media.uploadRaw(file().bytes, owner()),
      () => full.media.uploadRaw(inChunks(file().bytes), owner()),
      () => full.media.uploadForm([ownNumber(), filePart(file())]),
      () => full.media.uploadForm([filePart(file()), ownNumber()]),
    ]) {
      const answer = await vault.leavesNothing(send);
      expectRefusal(answer, 413, 'PAYLOAD_TOO_LARGE');
    }
    // Less than is left is still taken.
    const small = mediaIdOf(await full.media.uploadRaw(jpeg.bytes, owner()));
    expectStatus(await full.media.call('DELETE', `/v2/media/${id}`), 200);
    const next = await keep(file());
    for (const each of [small, next]) expectStatus(await full.media.call('DELETE', `/v2/media/${each}`), 200);
  });

  it('keeps one of two files that come at the same time, and Meta has that one only', async () => {
    const before = await vault.quietFootprint();
    const files = [file(), file()];
    const answers = await Promise.all(files.map(({ bytes }) => full.media.uploadRaw(inChunks(bytes), owner())));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 413]);
    const kept = answers.findIndex(({ status }) => status === 200);
    await waitFor('the other one to be gone', async () => vault.files().length === before.files.length + 1);
    const atMeta = await vault.bed.simulator.media({ phoneNumberId: full.number.phoneNumberId });
    expect(atMeta.map(({ sha256 }) => sha256)).toEqual([sha256Of(files[kept]!.bytes)]);
    expect((await full.media.list()).map(({ sha256 }) => sha256)).toEqual([sha256Of(files[kept]!.bytes)]);
  });
});

describe('Meta', () => {
  const small = padTo(pdf, 400_000);
  /** More than the sockets on the way hold, so that an early answer comes before the last byte was written. */
  const large = padTo(pdf, 16 * MIB);
  /** With the bytes passed on as they come, and from the vault once they are all there. */
  const WAYS: readonly (readonly [way: string, send: (file?: SampleFile) => Promise<FileAnswer>])[] = [
    ['while the file comes', (file = small) => raw(file)],
    ['when the file is there', (file = small) => form(filePart(file), number())],
  ];
  afterEach(() => vault.bed.simulator.clearFaults());

  describe.each(WAYS)('%s', (_way, send) => {
    it.each([
      [
        'refuses the file',
        { kind: 'error', code: 131053, details: 'The file is broken.' },
        { status: 400, error: 'META_ERROR', details: { code: 131053, error_data: { details: 'The file is broken.' } } },
      ],
      [
        'refuses the file with a status of its own',
        { kind: 'error', code: 131053, httpStatus: 422 },
        { status: 422, error: 'META_ERROR', details: { code: 131053 } },
      ],
      [
        'refuses before it has read the file',
        { kind: 'error', code: 190, afterBytes: 0 },
        { file: large, status: 502, error: 'META_ERROR', details: { code: 190 } },
      ],
      [
        'refuses half way',
        { kind: 'error', code: 131053, afterBytes: 200_000 },
        { file: large, status: 400, error: 'META_ERROR', details: { code: 131053 } },
      ],
      ['has a limit', { kind: 'error', code: 130429 }, { status: 429, error: 'RATE_LIMITED' }],
      ['fails', { kind: 'error', code: 131000 }, { status: 502, error: 'META_ERROR', details: { code: 131000 } }],
      ['fails without words', { kind: 'http', httpStatus: 500 }, { status: 502, error: 'META_ERROR' }],
      ['does not answer', { kind: 'timeout' }, { status: 504, error: 'META_ERROR' }],
      ['does not answer from the start', { kind: 'timeout', afterBytes: 0 }, { status: 504, error: 'META_ERROR' }],
      ['breaks the connection', { kind: 'reset-before' }, { status: 504, error: 'META_ERROR' }],
      [
        'breaks the connection half way',
        { kind: 'cut-off', afterBytes: 200_000 },
        { status: 504, error: 'META_ERROR' },
      ],
    ])(
      '%s: the caller is told, and nothing is left behind',
      async (_what, fault, { status, error, details, file }: Expected) => {
        await vault.bed.simulator.fault({ ...fault, match: { operation: 'media-upload' }, times: 1 });
        const startedAt = performance.now();
        const said = expectRefusal(await vault.leavesNothing(() => send(file)), status, error);
        if (details) expect(said.details).toMatchObject(details);
        expect(performance.now() - startedAt).toBeLessThan(GRAPH_TIMEOUT_MS + 10_000);
      },
    );

    it.each(['accept-then-timeout', 'reset-after', 'malformed'])(
      'takes the file and does not say so (%s): the vault does not keep it',
      async (kind) => {
        await vault.bed.simulator.fault({ kind, match: { operation: 'media-upload' }, times: 1 });
        const before = await vault.quietFootprint();
        expectRefusal(await send(), 504, 'META_ERROR');
        const { completed, files, underWay } = before.meta;
        // Nobody knows its id, so nobody can delete it; Meta forgets it by itself.
        await vault.expectFootprint({ ...before, meta: { underWay, completed: completed + 1, files: files + 1 } });
      },
    );
  });
});

interface Expected {
  file?: SampleFile;
  status: number;
  error: string;
  details?: Record<string, unknown>;
}
