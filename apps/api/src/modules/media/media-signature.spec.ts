import { padTo, SAMPLE_FILES, type SampleName, zipOf, compoundFileOf } from '@switchboard/contracts';
import fc from 'fast-check';
import { type Signature, SIGNATURE_BYTES, sniff } from './media-signature';

const DOCX = SAMPLE_FILES.docx.mimeType;

/** Text is latin1 here, so that `\xff` is that byte. */
function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function utf16(text: string, endian: 'le' | 'be'): Uint8Array {
  const encoded = Buffer.from(`\ufeff${text}`, 'utf16le');
  return endian === 'le' ? encoded : encoded.swap16();
}

const SAMPLES: readonly (readonly [SampleName, Signature['family'], string])[] = [
  ['jpeg', 'known', 'image/jpeg'],
  ['png', 'known', 'image/png'],
  ['webp', 'known', 'image/webp'],
  ['animatedWebp', 'known', 'image/webp'],
  ['gif', 'known', 'image/gif'],
  ['svg', 'xml', 'image/svg+xml'],
  ['mp4', 'iso-media', 'video/mp4'],
  ['threeGp', 'iso-media', 'video/3gpp'],
  ['mov', 'known', 'video/quicktime'],
  ['m4a', 'iso-media', 'audio/mp4'],
  ['oggOpus', 'ogg', 'audio/ogg'],
  ['oggVorbis', 'ogg', 'application/ogg'],
  ['mp3', 'known', 'audio/mpeg'],
  ['mp3WithId3', 'id3', 'audio/mpeg'],
  ['aac', 'known', 'audio/aac'],
  ['amr', 'known', 'audio/amr'],
  ['pdf', 'known', 'application/pdf'],
  ['docx', 'zip', DOCX],
  ['xlsx', 'zip', SAMPLE_FILES.xlsx.mimeType],
  ['pptx', 'zip', SAMPLE_FILES.pptx.mimeType],
  ['doc', 'cfb', 'application/x-cfb'],
  ['xls', 'cfb', 'application/x-cfb'],
  ['ppt', 'cfb', 'application/x-cfb'],
  ['odt', 'zip', SAMPLE_FILES.odt.mimeType],
  ['zip', 'zip', 'application/zip'],
  ['text', 'text', 'text/plain'],
  ['html', 'html', 'text/html'],
  ['exe', 'known', 'application/x-msdownload'],
];

describe('sniff', () => {
  it('has every sample in its table', () => {
    expect(SAMPLES.map(([name]) => name).sort()).toEqual(Object.keys(SAMPLE_FILES).sort());
  });

  it.each(SAMPLES)('knows a file of the type %s, be it small or large', async (name, family, mimeType) => {
    const sample = SAMPLE_FILES[name];
    expect(await sniff(sample.bytes)).toMatchObject({ family, mimeType });
    const large = padTo(sample, 300_000).bytes;
    expect(await sniff(large.subarray(0, SIGNATURE_BYTES))).toMatchObject({ family, mimeType });
    expect(await sniff(large)).toMatchObject({ family, mimeType });
  });

  it.each([
    ['in its first part', [{ name: '[Content_Types].xml', content: 'x'.repeat(9_000) }]],
    [
      'in its second part',
      [
        { name: '_rels/.rels', content: '' },
        { name: 'customXml/a', content: new Uint8Array(9_000) },
      ],
    ],
    ['when its list of types stands last', [{ name: 'word/media/a.png', content: new Uint8Array(9_000) }]],
  ])('still takes an office file that is cut off %s for an archive', async (_where, entries) => {
    const head = zipOf(entries).subarray(0, SIGNATURE_BYTES);
    expect((await sniff(head)).family).toBe('zip');
  });

  it('takes every cut of an office file for an archive or for nothing known', async () => {
    const whole = SAMPLE_FILES.docx.bytes;
    for (let length = 30; length <= whole.length; length += 7) {
      expect((await sniff(whole.subarray(0, length))).family).toBe('zip');
    }
  });

  it.each([
    ['a doctype', '<!DOCTYPE html><p>x'],
    ['a doctype in small letters after blank lines', '\r\n\t <!doctype html>'],
    ['an html tag', '<html lang="en">'],
    ['a script', '<script>alert(1)</script>'],
    ['a script after a UTF-8 mark', '\xef\xbb\xbf<script src=x>'],
    ['a tag after a comment', '<!-- a --><!-- b --><body>'],
    ['XHTML', '<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="http://www.w3.org/1999/xhtml">'],
    ['a page with binary data behind it', '<html>\0\x01\x02\xff\xd8\xff'],
    ['an iframe', '<IFRAME SRC="javascript:alert(1)">'],
  ])('recognises a page by %s', async (_name, text) => {
    expect(await sniff(bytes(text))).toMatchObject({ family: 'html', mimeType: 'text/html' });
  });

  it.each(['le', 'be'] as const)('recognises a page and a text in UTF-16%s', async (endian) => {
    expect((await sniff(utf16('<!DOCTYPE html><html>', endian))).family).toBe('html');
    expect((await sniff(utf16('<svg xmlns="x">', endian))).mimeType).toBe('image/svg+xml');
    expect(await sniff(utf16('Merhaba dünya 👋', endian))).toMatchObject({ family: 'text', mimeType: 'text/plain' });
  });

  it('takes XML whose first comment is longer than what it sees for XML', async () => {
    const head = bytes(`<?xml version="1.0"?><!-- ${'x'.repeat(5_000)} --><note/>`);
    expect(await sniff(head)).toMatchObject({ family: 'xml', mimeType: 'application/xml' });
  });

  it('is not slowed down by a text made of comments', async () => {
    const started = performance.now();
    await sniff(bytes('<!---->'.repeat(600)));
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each([
    ['UTF-8', Buffer.from('Çok güzel, teşekkürler 🎉\n'.repeat(300))],
    ['windows-1254', bytes('G\xfcnayd\xfdn, nas\xfdls\xfdn\xfdz?')],
    ['the word BMW', bytes('BMW is a car maker of Munich.')],
    ['the word MZ', bytes('MZ was a maker of motorcycles.')],
    ['the word FORM', bytes('FORM 1040, to be filled in')],
    ['the word GIF', bytes('GIF or JIF? An old question.')],
    ['the words "the free"', bytes('the free encyclopedia')],
    ['the word ID3', bytes('ID3 tags explained')],
    ['the word OggS', bytes('OggS is what every page of an Ogg file begins with')],
    ['solid', bytes('solid advice about printing')],
    ['colours of a terminal', bytes('\x1b[32mok\x1b[0m\n')],
    ['PK', bytes('PK\tprimary key')],
    ['a comparison', bytes('<3 you all')],
    ['JSON', bytes('{"a":1}')],
  ])('takes a text that holds %s for a text', async (_name, head) => {
    expect(await sniff(head.subarray(0, SIGNATURE_BYTES))).toMatchObject({ family: 'text', mimeType: 'text/plain' });
  });

  it.each([
    ['{\\rtf1\\ansi Hello}', 'application/rtf'],
    ['BEGIN:VCARD\r\nVERSION:3.0\r\n', 'text/vcard'],
    ['WEBVTT\n\n00:01.000 --> 00:02.000\nHi', 'text/vtt'],
  ])('names the text format of %j', async (text, mimeType) => {
    expect(await sniff(bytes(text))).toMatchObject({ family: 'text', mimeType });
  });

  it('tells what an Ogg stream carries', async () => {
    const page = (packet: string): Uint8Array =>
      bytes(`OggS\0\x02${'\0'.repeat(20)}\x01\x13${packet}${'\0'.repeat(40)}`);
    const codecs = ['OpusHead', '\x01vorbis\0', '\x80theora\x03', '\x7fFLAC\x01\0\0', 'Speex   ', 'mystery!'];
    const found = await Promise.all(codecs.map(async (packet) => (await sniff(page(packet))).codec));
    expect(found).toEqual(['opus', 'vorbis', 'theora', 'flac', 'speex', null]);
  });

  it('takes what follows a long ID3 tag for MPEG audio, and never for a picture', async () => {
    const tag = (length: number): Uint8Array =>
      bytes(`ID3\x03\0\0\0\0\0${String.fromCharCode(length)}${'\0'.repeat(length)}`);
    const jpeg = Buffer.concat([tag(10), SAMPLE_FILES.jpeg.bytes]);
    expect(await sniff(jpeg)).toMatchObject({ family: 'id3', mimeType: 'audio/mpeg' });
    expect(await sniff(tag(100).subarray(0, 60))).toMatchObject({ family: 'id3', mimeType: 'audio/mpeg' });
    const aac = Buffer.concat([tag(10), SAMPLE_FILES.aac.bytes]);
    expect(await sniff(aac)).toMatchObject({ mimeType: 'audio/aac' });
  });

  it('does not look for a picture behind a byte order mark', async () => {
    const marked = Buffer.concat([bytes('\xef\xbb\xbf'), SAMPLE_FILES.jpeg.bytes]);
    expect(await sniff(marked)).toMatchObject({ family: 'unknown', mimeType: null });
  });

  it('finds the header of a PDF within 1,024 bytes, and no later', async () => {
    const at = async (offset: number): Promise<boolean> =>
      (await sniff(Buffer.concat([Buffer.alloc(offset, ' '), SAMPLE_FILES.pdf.bytes]))).hasPdfHeader;
    expect(await at(0)).toBe(true);
    expect(await at(1_019)).toBe(true);
    expect(await at(1_020)).toBe(false);
  });

  it('knows an office document with a password from any other compound file', async () => {
    expect((await sniff(compoundFileOf('EncryptedPackage'))).isEncryptedOffice).toBe(true);
    expect((await sniff(SAMPLE_FILES.doc.bytes)).isEncryptedOffice).toBe(false);
  });

  it.each([
    ['no bytes', ''],
    ['zeros', '\0'.repeat(100)],
    ['half a UTF-16 mark and controls', '\xff\x01\x02'],
  ])('knows nothing of %s', async (_name, text) => {
    expect(await sniff(bytes(text))).toMatchObject({ family: 'unknown', mimeType: null });
  });

  it('never fails, whatever the bytes are', async () => {
    const starts = [...Object.values(SAMPLE_FILES).map((sample) => sample.bytes), bytes('\x1f\x8b\x08'), bytes('')];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.nat(1_500),
        fc.uint8Array({ maxLength: 200 }),
        async (start, keep, tail) => {
          const { family, mimeType } = await sniff(Buffer.concat([start.subarray(0, keep), tail]));
          expect(family === 'unknown').toBe(mimeType === null);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never fails on an archive with broken contents', async () => {
    const whole = SAMPLE_FILES.docx.bytes;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: whole.length - 1 }), fc.nat(255), async (at, value) => {
        const broken = Uint8Array.from(whole);
        broken[at] = value;
        expect((await sniff(broken)).family).toBe('zip');
      }),
      { numRuns: 500 },
    );
  });
});
