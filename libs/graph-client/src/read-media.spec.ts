import { readMediaAnswer, readSha256, readUploadAnswer } from './read-media';

const HEX = '81d3bd8a8db4868c9520ed47186e8b7c5789e61ff79f7f834be6950b808a90d3';
const BASE64 = Buffer.from(HEX, 'hex').toString('base64');
const MEDIA = {
  messaging_product: 'whatsapp',
  url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=3',
  mime_type: 'image/jpeg',
  sha256: HEX,
  file_size: '303833',
  id: '2621233374848975',
};

const answer = (body: unknown, status = 200) => ({ status, headers: {}, body: JSON.stringify(body) });

describe('what Meta says about a media object', () => {
  it('is its URL, type, checksum and size', () => {
    expect(readMediaAnswer(answer(MEDIA))).toMatchObject({
      kind: 'accepted',
      rawBody: JSON.stringify(MEDIA),
      json: { id: MEDIA.id, url: MEDIA.url, mimeType: 'image/jpeg', sha256: HEX, fileSize: 303_833 },
    });
  });

  it.each([
    [303_833, 303_833],
    ['303833', 303_833],
    [0, 0],
    ['', null],
    ['12x', null],
    [-1, null],
    [1.5, null],
    [Number.MAX_VALUE, null],
    [undefined, null],
  ])('has its size as a number or as text: %j', (fileSize, expected) => {
    expect(readMediaAnswer(answer({ ...MEDIA, file_size: fileSize }))).toMatchObject({ json: { fileSize: expected } });
  });

  it.each([
    ['no URL', { url: undefined }],
    ['an empty URL', { url: '' }],
    ['a URL that is none', { url: 'lookaside.fbsbx.com' }],
    ['the URL of a file', { url: 'file:///etc/passwd' }],
    ['no id', { id: undefined }],
  ])('is of no use with %s', (_title, change) => {
    expect(readMediaAnswer(answer({ ...MEDIA, ...change })).kind).toBe('unknown');
  });

  it('is none where Meta names an object of another kind, such as a phone number', () => {
    expect(readMediaAnswer(answer({ id: MEDIA.id, display_phone_number: '+1 555-078-3881' }))).toMatchObject({
      kind: 'refused',
      fromMeta: false,
      error: { code: 100, error_subcode: 33 },
    });
  });

  it('may lack what only helps to check it', () => {
    const { id, url } = MEDIA;
    expect(readMediaAnswer(answer({ id, url }))).toMatchObject({
      kind: 'accepted',
      json: { id, url, mimeType: '', sha256: null, fileSize: null },
    });
  });

  it('may be that it knows none', () => {
    const error = { message: 'Unsupported get request', type: 'GraphMethodException', code: 100, error_subcode: 33 };
    expect(readMediaAnswer(answer({ error }, 400))).toMatchObject({ kind: 'refused', fromMeta: true, error });
  });
});

describe('a checksum of Meta', () => {
  it.each([
    ['hexadecimal', HEX],
    ['hexadecimal in capitals', HEX.toUpperCase()],
    ['base64', BASE64],
    ['base64 without padding', BASE64.replace('=', '')],
    ['base64 for URLs', BASE64.replaceAll('+', '-').replaceAll('/', '_')],
  ])('is read from %s', (_title, text) => expect(readSha256(text)).toBe(HEX));

  it.each([[''], [HEX.slice(1)], [`${HEX}0`], ['g'.repeat(64)], [BASE64.slice(4)], [null], [7], [undefined]])(
    'is not read from %j',
    (value) => expect(readSha256(value)).toBeNull(),
  );
});

it.each([[{}], [{ id: '' }], [{ id: 7 }], [[]]])('an upload is not accepted by an answer without an id: %j', (body) => {
  expect(readUploadAnswer(answer(body)).kind).toBe('unknown');
});
