import { Readable } from 'node:stream';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import type { EdgeRequest } from '../../../http/principal';
import { type FormFields, type FormFile, readUploadForm } from './upload-form';

const BOUNDARY = 'x-boundary';
const MAX_BYTES = 10_000_000;
const FIELDS = ['phoneNumberId', 'type'] as const;

interface Part {
  name: string;
  content: string;
  filename?: string;
  type?: string;
}

const NUMBER: Part = { name: 'phoneNumberId', content: '106540352242922' };
const TYPE: Part = { name: 'type', content: 'image/jpeg' };
const FILE: Part = { name: 'file', content: 'the bytes', filename: 'photo.jpg', type: 'image/jpeg' };

function openForm(parts: readonly Part[]): string {
  return parts
    .map(({ name, content, filename, type }) => {
      const file = filename === undefined ? '' : `; filename="${filename}"`;
      const contentType = type === undefined ? '' : `\r\nContent-Type: ${type}`;
      return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}${contentType}\r\n\r\n${content}\r\n`;
    })
    .join('');
}

const form = (...parts: Part[]): string => `${openForm(parts)}--${BOUNDARY}--\r\n`;

/** What of a request multer looks at. A source that is a list is given piece by piece, as it is asked for. */
function requestOf(
  source: Iterable<string | Buffer> | AsyncIterable<Buffer>,
  contentType = `multipart/form-data; boundary=${BOUNDARY}`,
): EdgeRequest {
  const headers = { 'content-type': contentType, 'transfer-encoding': 'chunked' };
  return Object.assign(Readable.from(source, { objectMode: false }), { headers }) as unknown as EdgeRequest;
}

async function textOf({ bytes }: FormFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Reads a form, and tells what was handed on. */
async function read(request: EdgeRequest, maxBytes = MAX_BYTES) {
  const received: { text: string; mimeType: string; filename: string; before: FormFields }[] = [];
  const result = await readUploadForm(request, {} as Response, { maxBytes, fields: FIELDS }, async (file, before) => {
    const { mimeType, filename } = file;
    received.push({ text: await textOf(file), mimeType, filename, before });
  });
  return { ...result, received };
}

async function failureOf(work: Promise<unknown>): Promise<{ code: string; params: unknown }> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { code: error.code, params: error.params };
  }
  throw new Error('It did not fail.');
}

function breach(path: string, rule: string): { code: string; params: unknown } {
  return { code: 'VAL_001', params: { fields: [{ path, rule, message: expect.any(String) }] } };
}

describe('The form of an upload', () => {
  const fields = { phoneNumberId: NUMBER.content, type: TYPE.content };

  it.each([
    ['before the file', [NUMBER, TYPE, FILE], fields],
    ['around the file', [TYPE, FILE, NUMBER], { type: TYPE.content }],
    ['after the file', [FILE, NUMBER, TYPE], {}],
  ])('may have its fields %s', async (_where, parts, before) => {
    expect(await read(requestOf([form(...parts)]))).toEqual({
      fields,
      hasFile: true,
      received: [{ text: FILE.content, mimeType: 'image/jpeg', filename: 'photo.jpg', before }],
    });
  });

  it('may come in any pieces', async () => {
    const bytes = Buffer.from(form(NUMBER, FILE, TYPE));
    for (const size of [1, 7, 64]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(await read(requestOf(pieces))).toMatchObject({ fields, received: [{ text: FILE.content }] });
    }
  });

  it('may have fields that are none of ours, whatever they are called', async () => {
    const names = ['note', '__proto__', '__proto__[type]', 'constructor', 'constructor[prototype][type]', 'a[b][]'];
    const parts = names.map((name) => ({ name, content: 'image/png' }));
    expect(await read(requestOf([form(...parts, FILE, NUMBER)]))).toMatchObject({
      fields: { phoneNumberId: NUMBER.content },
    });
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it('without a file says so', async () => {
    expect(await read(requestOf([form(NUMBER)]))).toEqual({
      fields: { phoneNumberId: NUMBER.content },
      hasFile: false,
      received: [],
    });
  });

  it.each([
    ['twice', [NUMBER, NUMBER, FILE]],
    ['before and after the file', [NUMBER, FILE, NUMBER]],
    ['as a list', [{ ...NUMBER, name: 'phoneNumberId[]' }, FILE]],
    ['as an object', [FILE, { ...NUMBER, name: 'phoneNumberId[a]' }]],
  ])('cannot name its number %s', async (_how, parts) => {
    expect(await failureOf(read(requestOf([form(...parts)])))).toEqual(breach('phoneNumberId', 'single'));
  });

  it.each<[what: string, body: string, failure: object]>([
    ['two files', form(FILE, FILE, NUMBER), breach('file', 'single')],
    ['a file in another part', form(NUMBER, { ...FILE, name: 'photo' }), breach('file', 'name')],
    ['no end', openForm([NUMBER, FILE]), breach('', 'multipart')],
    ['an end within its file', openForm([NUMBER, FILE]).slice(0, -5), breach('', 'multipart')],
    ['an end within a head', openForm([NUMBER, FILE]).slice(0, 150), breach('', 'multipart')],
    ['no beginning', 'hello', breach('', 'multipart')],
    ['a head without end', form({ ...FILE, type: `a/b\r\nX: ${'x'.repeat(20_000)}` }), breach('', 'multipart')],
    ['too many fields', form(...Array.from({ length: 21 }, () => TYPE), FILE), breach('', 'maxFields')],
    ['a long field', form({ ...TYPE, content: 'x'.repeat(4_097) }, FILE), breach('', 'maxLength')],
    ['a long name', form({ ...TYPE, name: 'x'.repeat(101) }, FILE), breach('', 'maxLength')],
  ])('is refused with %s', async (_what, body, failure) => {
    expect(await failureOf(read(requestOf([body])))).toEqual(failure);
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary'])(
    'is refused without a boundary (%s)',
    async (contentType) => {
      expect(await failureOf(read(requestOf([form(NUMBER, FILE)], contentType)))).toEqual(breach('', 'multipart'));
    },
  );

  it('is refused when its client goes away', async () => {
    const request = requestOf(
      (async function* () {
        yield Buffer.from(openForm([NUMBER, FILE]));
        throw new Error('aborted');
      })(),
    );
    expect(await failureOf(read(request))).toEqual(breach('', 'multipart'));
  });

  it('that breaks off within its file is no end of the file to whoever receives it', async () => {
    const request = requestOf([openForm([NUMBER, FILE]).slice(0, -5)]);
    const failure = Promise.withResolvers<unknown>();
    const reading = readUploadForm(request, {} as Response, { maxBytes: MAX_BYTES, fields: FIELDS }, async (file) => {
      await textOf(file).catch(failure.resolve);
    });
    expect(await failureOf(reading)).toEqual(breach('', 'multipart'));
    expect(await failure.promise).toBeInstanceOf(GatewayError);
  });

  it('fails with what the receiver of its file throws, and is read no further', async () => {
    let givenBytes = 0;
    const request = requestOf(
      (async function* () {
        yield Buffer.from(openForm([NUMBER, FILE]).slice(0, -2));
        for (;;) {
          givenBytes += 65_536;
          yield Buffer.alloc(65_536);
        }
      })(),
    );
    const refusal = new GatewayError('MEDIA_003');
    const reading = readUploadForm(request, {} as Response, { maxBytes: MAX_BYTES, fields: FIELDS }, async () =>
      Promise.reject(refusal),
    );
    await expect(reading).rejects.toBe(refusal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(givenBytes).toBeLessThan(1_000_000);
    request.destroy();
  });

  it.each([
    ['in front of its first part', 'hello'],
    [
      'in a part that is no field',
      openForm([{ name: 'x', content: '', type: 'application/octet-stream' }]).slice(0, -2),
    ],
    ['after a mistake', openForm([NUMBER, { ...TYPE, content: 'x'.repeat(5_000) }])],
  ])('is cut off when it does not end: %s', async (_where, head) => {
    let givenBytes = 0;
    const request = requestOf(
      (async function* () {
        yield Buffer.from(head);
        for (;;) {
          givenBytes += 65_536;
          yield Buffer.alloc(65_536);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })(),
    );
    expect(await failureOf(read(request, 1_000_000))).toMatchObject({ code: 'MEDIA_002' });
    expect(givenBytes).toBeLessThan(2_000_000);
    request.destroy();
  });
});
