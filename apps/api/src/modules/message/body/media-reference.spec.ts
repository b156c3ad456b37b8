import { GatewayError, type JsonObject, MESSAGE_EXAMPLES } from '@switchboard/contracts';
import fc from 'fast-check';
import { carriesEmbeddedMedia, embeddedMediaOf, linkedMediaOf } from './media-reference';

const MIB = 1024 * 1024;

function body(kind: string, media: object): JsonObject {
  return { messaging_product: 'whatsapp', to: '905321234567', type: kind, [kind]: media } as JsonObject;
}

function refusal(value: JsonObject): GatewayError {
  try {
    embeddedMediaOf(value);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const zeros = (bytes: number): string => Buffer.alloc(bytes).toString('base64');

describe('media within a message', () => {
  it('is found in examples that carry base64, and in no others', () => {
    const carrying = MESSAGE_EXAMPLES.filter((example) => carriesEmbeddedMedia(example.body));
    expect(carrying.map((example) => example.title)).toEqual([
      'image as base64',
      'image as a data URL',
      'document as base64',
    ]);
    for (const example of MESSAGE_EXAMPLES) {
      expect(embeddedMediaOf(example.body) !== null).toBe(carrying.includes(example));
    }
  });

  it('is decoded exactly, with its type and name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        const base64 = Buffer.from(bytes).toString('base64');
        const embedded = embeddedMediaOf(
          body('document', { data_base64: base64, mime_type: 'Application/PDF; x=y', filename: 'a.pdf' }),
        );
        expect(embedded).toMatchObject({ kind: 'document', mimeType: 'application/pdf', filename: 'a.pdf' });
        expect(embedded?.bytes).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    ['data:image/png;base64,AAAA', undefined, 'image/png'],
    ['DATA:Image/PNG;charset=x;Base64,AAAA', undefined, 'image/png'],
    ['data:;base64,AAAA', 'image/jpeg', 'image/jpeg'],
  ])('may be the data URL %s', (link, mime_type, mimeType) => {
    expect(embeddedMediaOf(body('image', { link, mime_type }))).toMatchObject({ mimeType, bytes: Buffer.alloc(3) });
  });

  it.each(['A', 'AAA', 'AA=A', '====', 'A===', 'AAAA=', 'AA A', 'AAA\n', 'AA-_', 'AAAAA===', 'AAA*', '=AAA'])(
    'is refused when it is not base64: %j',
    (data) => {
      expect(refusal(body('image', { data_base64: data, mime_type: 'image/png' }))).toMatchObject({
        code: 'VAL_001',
        params: { fields: [{ path: 'image.data_base64', rule: 'base64' }] },
      });
      expect(refusal(body('image', { link: `data:image/png;base64,${data}` }))).toMatchObject({
        code: 'VAL_001',
        params: { fields: [{ path: 'image.link', rule: 'base64' }] },
      });
    },
  );

  it.each([
    ['image', 'image/png', 5 * MIB],
    ['sticker', 'image/webp', 500 * 1024],
    ['video', 'video/mp4', 16 * MIB],
    ['document', 'application/pdf', 16 * MIB],
  ])('of the kind %s and type %s may have %i bytes', (kind, mime_type, maxBytes) => {
    const atCap = embeddedMediaOf(body(kind, { data_base64: zeros(maxBytes), mime_type }));
    expect(atCap?.bytes.length).toBe(maxBytes);
    expect(refusal(body(kind, { data_base64: zeros(maxBytes + 1), mime_type }))).toMatchObject({
      code: 'MEDIA_002',
      params: { kind, sizeBytes: maxBytes + 1, maxBytes },
    });
  });

  it.each([
    ['image', 'image/gif'],
    ['image', 'nonsense'],
    ['sticker', 'image/png'],
    ['audio', 'video/mp4'],
    ['document', 'pdf'],
  ])('of the kind %s is refused with the type %s', (kind, mime_type) => {
    expect(refusal(body(kind, { data_base64: 'AAAA', mime_type }))).toMatchObject({
      code: 'MEDIA_003',
      params: { kind, mimeType: mime_type },
    });
  });

  it('needs a MIME type', () => {
    expect(refusal(body('image', { data_base64: 'AAAA' }))).toMatchObject({
      params: { fields: [{ path: 'image.mime_type', rule: 'required' }] },
    });
    expect(refusal(body('image', { link: 'data:;base64,AAAA' }))).toMatchObject({ code: 'VAL_001' });
  });

  it.each([
    [
      '{"to":"1", "image" : { "caption":"c\\u00e9", "data_base64":"AAAA" , "mime_type":"image/png","x":1e2 } ,"type":"image"}',
      '{"to":"1", "image" : {"id":"7","caption":"c\\u00e9","x":1e2} ,"type":"image"}',
    ],
    ['{"type":"image","image":{"link":"data:image\\/png;base64,AAAA"}}', '{"type":"image","image":{"id":"7"}}'],
    [
      '{"image":{"a":1},"type":"image","\\u0069mage":{"data_base64":"AAAA","mime_type":"image/png"}}',
      '{"image":{"a":1},"type":"image","\\u0069mage":{"id":"7"}}',
    ],
  ])('is replaced by its id, and all else stays as it was written: %s', (before, after) => {
    const embedded = embeddedMediaOf(JSON.parse(before) as JsonObject);
    expect(embedded?.withMediaId(before, '7')).toBe(after);
  });

  it('leaves a body of at most 256 KiB when it is replaced', () => {
    const media = { data_base64: 'AAAA', mime_type: 'image/png', extra: 'x'.repeat(256 * 1024) };
    const value = body('image', media);
    const embedded = embeddedMediaOf(value);
    expect(() => embedded?.withMediaId(JSON.stringify(value), '7')).toThrow(GatewayError);
  });
});

describe('media that a message links to', () => {
  it('is found in the examples of media messages by link, and in no others', () => {
    const linking = MESSAGE_EXAMPLES.filter((example) => linkedMediaOf(example.body) !== null);
    expect(linking.map((example) => example.title)).toEqual([
      'image by link',
      'video by link',
      'voice message',
      'document by http link',
      'sticker by link',
    ]);
  });

  it('is told with its kind, its URL as it was written, and its name', () => {
    const link = 'HTTPS://Example.com/a%20b.pdf?x=1#y';
    expect(linkedMediaOf(body('document', { link, filename: 'a.pdf' }))).toMatchObject({
      source: 'link',
      kind: 'document',
      url: link,
      filename: 'a.pdf',
    });
  });

  it.each([
    [
      '{"type":"document", "document":{ "link" : "https:\\/\\/example.com" ,"caption":"c\\u00e9","filename":"a.pdf"}}',
      '{"type":"document", "document":{"id":"7","caption":"c\\u00e9","filename":"a.pdf"}}',
    ],
    [
      '{"type":"audio","audio":{"voice":true,"link":"http://example.com/","n":12345678901234567890,"mime_type":"audio/ogg"}}',
      '{"type":"audio","audio":{"id":"7","voice":true,"n":12345678901234567890}}',
    ],
    ['{"type":"image","image":{"link":"x://y","link":"https://example.com"}}', '{"type":"image","image":{"id":"7"}}'],
  ])('is replaced by its id, and all else stays as it was written: %s', (before, after) => {
    expect(linkedMediaOf(JSON.parse(before) as JsonObject)?.withMediaId(before, '7')).toBe(after);
  });

  it('may be replaced in a body that is as large as one may be', () => {
    const value = body('image', { link: 'http://a.b', extra: 'x'.repeat(256 * 1024) });
    const text = JSON.stringify(value);
    const id = '1'.repeat(100);
    expect(linkedMediaOf(value)?.withMediaId(text, id)).toContain(`"id":"${id}"`);
  });
});
