import {
  MEDIA_KINDS,
  type MediaKind,
  padTo,
  SAMPLE_FILES,
  type SampleName,
  compoundFileOf,
} from '@switchboard/contracts';
import fc from 'fast-check';
import { SIGNATURE_BYTES, type Signature, sniff } from './media-signature';
import { assertAcceptedFor, decideMediaType, isTypeSettled, kindOfMimeType, type MediaTypeClues } from './media-type';

const NAMES = Object.keys(SAMPLE_FILES) as SampleName[];
const LISTED = Object.values(MEDIA_KINDS).flatMap((rule) => rule.mimeTypes);
const signatures = new Map<string, Signature>();

beforeAll(async () => {
  for (const name of NAMES) {
    const { bytes } = padTo(SAMPLE_FILES[name], 10_000);
    signatures.set(name, await sniff(bytes.subarray(0, SIGNATURE_BYTES)));
  }
});

function signatureOf(name: SampleName): Signature {
  const signature = signatures.get(name);
  if (signature === undefined) throw new Error(`no signature of ${name}`);
  return signature;
}

type Said = Partial<Omit<MediaTypeClues, 'signature'>>;

function decide(name: SampleName | Signature, said: Said) {
  const signature = typeof name === 'string' ? signatureOf(name) : name;
  return decideMediaType({
    declared: null,
    override: null,
    filename: null,
    precedence: 'override',
    signature,
    ...said,
  });
}

/** The type, or the code of the refusal. */
function outcome(name: SampleName | Signature, said: Said): unknown {
  try {
    return decide(name, said).mimeType;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** The samples whose bytes bear out a type that WhatsApp lists. */
const PROVEN: Readonly<Record<string, readonly SampleName[]>> = {
  'image/jpeg': ['jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp', 'animatedWebp'],
  'audio/aac': ['aac', 'mp3WithId3'],
  'audio/amr': ['amr'],
  'audio/mpeg': ['mp3', 'mp3WithId3'],
  'audio/mp4': ['mp4', 'threeGp', 'm4a'],
  'audio/ogg': ['oggOpus'],
  'video/mp4': ['mp4', 'threeGp', 'm4a'],
  'video/3gpp': ['mp4', 'threeGp', 'm4a'],
  'application/pdf': ['pdf'],
  'text/plain': ['text', 'svg'],
  'application/msword': ['doc', 'xls', 'ppt'],
  'application/vnd.ms-excel': ['doc', 'xls', 'ppt'],
  'application/vnd.ms-powerpoint': ['doc', 'xls', 'ppt'],
  [SAMPLE_FILES.docx.mimeType]: ['docx', 'xlsx', 'pptx', 'odt', 'zip'],
  [SAMPLE_FILES.xlsx.mimeType]: ['docx', 'xlsx', 'pptx', 'odt', 'zip'],
  [SAMPLE_FILES.pptx.mimeType]: ['docx', 'xlsx', 'pptx', 'odt', 'zip'],
};

describe('decideMediaType', () => {
  it('has a table of every type that WhatsApp lists', () => {
    expect(Object.keys(PROVEN).sort()).toEqual([...LISTED].sort());
  });

  it.each(LISTED)('takes a file declared as %s when its bytes are of that type, and no other', (declared) => {
    const taken = NAMES.filter((name) => outcome(name, { declared }) === declared);
    expect(taken.sort()).toEqual([...PROVEN[declared]!].sort());
    const refused = NAMES.filter((name) => outcome(name, { declared }) === 'MEDIA_003');
    expect(refused).toHaveLength(NAMES.length - taken.length);
  });

  it.each([
    ['a declared image that is a PDF', 'pdf', 'image/jpeg', 'application/pdf'],
    ['HTML named .jpg and declared as such', 'html', 'image/jpeg', 'text/html'],
    ['a program declared as a PDF', 'exe', 'application/pdf', 'application/x-msdownload'],
    ['an Ogg file that is not Opus', 'oggVorbis', 'audio/ogg', 'application/ogg; codecs=vorbis'],
    ['a QuickTime file declared as MP4', 'mov', 'video/mp4', 'video/quicktime'],
  ] as const)('refuses %s, and says what was found', (_name, sample, mimeType, detected) => {
    const call = () => decide(sample, { declared: mimeType, filename: 'x.jpg' });
    expect(call).toThrow(expect.objectContaining({ code: 'MEDIA_003', params: { mimeType, detected } }));
  });

  it.each<[string, SampleName, Said, string]>([
    ['the declared type', 'jpeg', { declared: 'image/jpeg' }, 'image/jpeg'],
    [
      'the override of a raw body, before what is declared',
      'mp4',
      { declared: 'video/mp4', override: 'audio/mp4' },
      'audio/mp4',
    ],
    [
      'a declared type, when the override is generic',
      'mp4',
      { declared: 'audio/mp4', override: 'application/octet-stream' },
      'audio/mp4',
    ],
    [
      "the type of a form's part, before its field",
      'mp4',
      { declared: 'video/mp4', override: 'audio/mp4', precedence: 'declared' },
      'video/mp4',
    ],
    [
      "a form's field, when the part's type is generic",
      'mp4',
      { declared: 'application/octet-stream', override: 'audio/mp4', precedence: 'declared' },
      'audio/mp4',
    ],
    [
      "a form's field, when the part has no type",
      'mp4',
      { override: 'audio/mp4', precedence: 'declared' },
      'audio/mp4',
    ],
    [
      "a form's field, when the parser made up a type",
      'mp4',
      { declared: 'text/plain', override: 'audio/mp4', precedence: 'declared' },
      'audio/mp4',
    ],
    [
      'the bytes, when the parser made up a type',
      'jpeg',
      { declared: 'text/plain', precedence: 'declared' },
      'image/jpeg',
    ],
    ['plain text of a form', 'text', { declared: 'text/plain', precedence: 'declared' }, 'text/plain'],
    ['the bytes, before the name', 'pdf', { filename: 'x.jpg' }, 'application/pdf'],
    ['an old office file by its name', 'doc', { filename: 'Letter.DOC' }, 'application/msword'],
    ['an archive that is an office file by its name', 'zip', { filename: 'letter.docx' }, SAMPLE_FILES.docx.mimeType],
    ['an office file by its bytes', 'xlsx', { filename: 'letter.docx' }, SAMPLE_FILES.xlsx.mimeType],
    ['an archive by its bytes, when the name is wrong', 'zip', { filename: 'letter.doc' }, 'application/zip'],
    ['sound in an MP4 container by its name', 'mp4', { filename: 'song.m4a' }, 'audio/mp4'],
    ['an Ogg file that is not Opus as a document', 'oggVorbis', { filename: 'song.ogg' }, 'application/ogg'],
    ['a type without its parameters', 'oggOpus', { declared: 'Audio/OGG; codecs=opus' }, 'audio/ogg'],
    ['an unlisted type', 'gif', { declared: 'image/gif' }, 'image/gif'],
    ['an archive of any name', 'zip', { declared: 'application/vnd.acme.bundle' }, 'application/vnd.acme.bundle'],
    ['a text of any name', 'text', { declared: 'text/csv' }, 'text/csv'],
    ['an override with blanks around it', 'jpeg', { override: ' image/jpeg ' }, 'image/jpeg'],
    ['a page as a page', 'html', { declared: 'text/html; charset=utf-8' }, 'text/html'],
    ['a page of XHTML', 'html', { declared: 'application/xhtml+xml' }, 'application/xhtml+xml'],
    ['sound in a container that is registered for neither', 'oggVorbis', { declared: 'video/ogg' }, 'video/ogg'],
    ['MP4 as an application', 'mp4', { declared: 'application/mp4' }, 'application/mp4'],
  ])('goes by %s', (_name, sample, said, mimeType) => {
    expect(decide(sample, said).mimeType).toBe(mimeType);
  });

  it.each([
    '',
    'application/octet-stream',
    'APPLICATION/OCTET-STREAM; charset=binary',
    'binary/octet-stream',
    'application/x-www-form-urlencoded',
    'multipart/mixed; boundary=x',
    'application/unknown',
    '*/*',
    'nonsense',
    '/',
  ])('takes the declared type %j for none', (declared) => {
    for (const precedence of ['declared', 'override'] as const) {
      expect(outcome('jpeg', { declared, precedence })).toBe('image/jpeg');
      expect(outcome('jpeg', { declared, override: '', precedence })).toBe('image/jpeg');
    }
  });

  it('refuses an override that is no MIME type, once it counts', () => {
    expect(outcome('jpeg', { declared: 'image/jpeg', override: 'jpeg' })).toBe('MEDIA_003');
    expect(outcome('jpeg', { override: 'image/jpeg/x', precedence: 'declared' })).toBe('MEDIA_003');
    expect(outcome('jpeg', { declared: 'image/jpeg', override: 'jpeg', precedence: 'declared' })).toBe('image/jpeg');
  });

  it.each([
    ['image/jpg', 'jpeg', 'image/jpeg'],
    ['audio/mp3', 'mp3', 'audio/mpeg'],
    ['audio/x-m4a', 'm4a', 'audio/mp4'],
    ['audio/opus', 'oggOpus', 'audio/ogg'],
    ['application/x-pdf', 'pdf', 'application/pdf'],
  ] as const)('knows %s by its other name', (alias, sample, mimeType) => {
    expect(decide(sample, { declared: alias }).mimeType).toBe(mimeType);
    expect(outcome('zip', { declared: alias })).toBe('MEDIA_003');
  });

  it.each<[string, SampleName, string]>([
    ['a picture', 'jpeg', 'application/vnd.acme.bundle'],
    ['a picture', 'png', 'text/csv'],
    ['a video', 'mp4', 'application/zip'],
    ['a sound', 'm4a', 'image/gif'],
    ['a PDF', 'pdf', 'image/gif'],
    ['a program', 'exe', 'text/csv'],
    ['a page', 'html', 'application/json'],
    ['a page', 'html', 'image/gif'],
  ])('refuses %s (%s) that is declared as %s', (_what, sample, declared) => {
    expect(outcome(sample, { declared })).toBe('MEDIA_003');
  });

  it.each<[string, SampleName, string]>([
    ['a page', 'html', 'x.jpg'],
    ['a page', 'html', 'x.pdf'],
    ['a page', 'html', 'x.txt'],
    ['a drawing with scripts', 'svg', 'x.png'],
    ['a script', 'text', 'x.jpg'],
    ['a program', 'exe', 'x.pdf'],
  ])('refuses %s (%s) without a type that is named %s', (_what, sample, filename) => {
    expect(outcome(sample, { filename })).toBe('MEDIA_003');
  });

  it('refuses a page that is named as a picture in a form that gives it no type', () => {
    const said = { declared: 'text/plain', precedence: 'declared' } as const;
    expect(outcome('html', { ...said, filename: 'x.jpg' })).toBe('MEDIA_003');
    expect(outcome('html', { ...said, filename: 'x.txt' })).toBe('MEDIA_003');
    expect(outcome('html', { ...said, filename: 'x.html' })).toBe('text/html');
  });

  it('goes by the name when the bytes are unknown, and refuses a name that asks for a signature', async () => {
    const unknown = await sniff(Uint8Array.from([0, 1, 2, 3]));
    expect(outcome(unknown, { filename: 'a.tiff' })).toBe('image/tiff');
    expect(outcome(unknown, { filename: 'a.unheard' })).toBe('application/octet-stream');
    expect(outcome(unknown, {})).toBe('application/octet-stream');
    expect(outcome(unknown, { filename: 'a.jpg' })).toBe('MEDIA_003');
  });

  it('takes text of any encoding, but no binary data, for plain text', async () => {
    const declared = 'text/plain';
    expect(outcome(await sniff(Buffer.from('8=FIX.4.2\x019=65\x0135=A\x01')), { declared })).toBe('text/plain');
    expect(outcome(await sniff(Buffer.from('\ufeffhi', 'utf16le')), { declared })).toBe('text/plain');
    expect(outcome(await sniff(Buffer.from('a\0b')), { declared })).toBe('MEDIA_003');
  });

  it('takes an office document with a password for what it is declared as', async () => {
    const signature = await sniff(compoundFileOf('EncryptedPackage'));
    expect(outcome(signature, { declared: SAMPLE_FILES.xlsx.mimeType })).toBe(SAMPLE_FILES.xlsx.mimeType);
  });

  it('takes a PDF whose header does not stand first', async () => {
    const late = await sniff(Buffer.concat([Buffer.from('\0junk\n'), SAMPLE_FILES.pdf.bytes]));
    expect(outcome(late, { declared: 'application/pdf' })).toBe('application/pdf');
    const page = await sniff(Buffer.from('<html><!-- %PDF-1.4 --></html>'));
    expect(outcome(page, { declared: 'application/pdf' })).toBe('MEDIA_003');
  });

  it.each<[SampleName, MediaKind, number]>([
    ['jpeg', 'image', 5_242_880],
    ['webp', 'sticker', 512_000],
    ['oggOpus', 'audio', 16_777_216],
    ['threeGp', 'video', 16_777_216],
    ['pdf', 'document', 104_857_600],
    ['gif', 'document', 104_857_600],
  ])('caps a %s as %s at %d bytes', (sample, kind, maxBytes) => {
    expect(decide(sample, {})).toEqual({ mimeType: SAMPLE_FILES[sample].mimeType, kind, maxBytes });
  });

  it.each(NAMES)('takes a %s without a type under its own name', (name) => {
    const { filename } = SAMPLE_FILES[name];
    expect(outcome(name, { filename })).not.toBe('MEDIA_003');
    expect(outcome(name, {})).not.toBe('MEDIA_003');
  });

  it('gives a MIME type or MEDIA_003 for whatever is said', () => {
    const type = fc.option(
      fc.oneof(fc.string(), fc.constantFrom(...LISTED, 'text/html', 'a/b', '__proto__', 'x/constructor')),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        type,
        type,
        fc.option(fc.oneof(fc.string(), fc.constantFrom('a.jpg', 'a.constructor', '.__proto__'))),
        fc.constantFrom('declared' as const, 'override' as const),
        (name, declared, override, filename, precedence) => {
          expect(outcome(name, { declared, override, filename, precedence })).toMatch(
            /^(MEDIA_003|[^\s/;A-Z]+\/[^\s/;A-Z]+)$/,
          );
        },
      ),
    );
  });
});

describe('isTypeSettled', () => {
  it.each([
    ['image/jpeg', null, 'declared', true],
    ['application/octet-stream', null, 'declared', false],
    ['text/plain', null, 'declared', false],
    [null, null, 'declared', false],
    [null, 'image/jpeg', 'declared', true],
    [null, '*/*', 'declared', false],
    ['image/jpeg', null, 'override', false],
    ['image/jpeg', 'image/png', 'override', true],
  ] as const)('declared %s, override %s, by the %s first: %s', (declared, override, precedence, isSettled) => {
    expect(isTypeSettled({ declared, override, precedence })).toBe(isSettled);
  });
});

describe('assertAcceptedFor', () => {
  it.each<[MediaKind, SampleName, string, string]>([
    ['image', 'jpeg', 'image/jpg', 'image/jpeg'],
    ['audio', 'oggOpus', 'audio/ogg; codecs=opus', 'audio/ogg'],
    ['document', 'jpeg', 'image/jpeg', 'image/jpeg'],
    ['document', 'zip', 'application/octet-stream', 'application/octet-stream'],
    ['sticker', 'animatedWebp', 'image/webp', 'image/webp'],
  ])('takes as %s a %s that is declared as %s', (kind, sample, declared, mimeType) => {
    const { maxBytes } = MEDIA_KINDS[kind];
    expect(assertAcceptedFor(kind, declared, signatureOf(sample))).toEqual({ mimeType, kind, maxBytes });
  });

  it.each<[MediaKind, SampleName, string, object]>([
    ['image', 'pdf', 'image/jpeg', { mimeType: 'image/jpeg', detected: 'application/pdf' }],
    ['image', 'gif', 'image/gif', { kind: 'image', mimeType: 'image/gif', accepted: ['image/jpeg', 'image/png'] }],
    ['image', 'webp', 'image/webp', { kind: 'image', mimeType: 'image/webp', accepted: ['image/jpeg', 'image/png'] }],
    ['sticker', 'png', 'image/png', { kind: 'sticker', mimeType: 'image/png', accepted: ['image/webp'] }],
    ['video', 'mp4', 'nonsense', { kind: 'video', mimeType: 'nonsense', accepted: MEDIA_KINDS.video.mimeTypes }],
    ['document', 'html', 'application/pdf', { mimeType: 'application/pdf', detected: 'text/html' }],
  ])('refuses as %s a %s that is declared as %s', (kind, sample, declared, params) => {
    const call = () => assertAcceptedFor(kind, declared, signatureOf(sample));
    expect(call).toThrow(expect.objectContaining({ code: 'MEDIA_003', params }));
  });
});

describe('kindOfMimeType', () => {
  it.each([
    ['image/png', 'image'],
    ['image/webp', 'sticker'],
    ['audio/ogg; codecs=opus', 'audio'],
    ['image/gif', 'document'],
    ['nonsense', 'document'],
  ])('takes %s as %s', (mimeType, kind) => {
    expect(kindOfMimeType(mimeType)).toBe(kind);
  });
});
