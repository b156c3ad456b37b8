/**
 * Small files of every type that media meets, for tests. Each is what its format's specification asks for, and each is
 * built here, so that no binary file lies in the repository.
 */
export interface SampleFile {
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** One file of a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
}

type Part = string | readonly number[] | Uint8Array;

const UTF8 = new TextEncoder();

function toBytes(part: Part): Uint8Array {
  return typeof part === 'string' ? UTF8.encode(part) : Uint8Array.from(part);
}

function join(...parts: readonly Part[]): Uint8Array {
  const chunks = parts.map(toBytes);
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function uint(value: number, length: number, endian: 'le' | 'be'): number[] {
  const bytes = Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return endian === 'le' ? bytes : bytes.reverse();
}

const u16 = (value: number): number[] => uint(value, 2, 'le');
const u32 = (value: number): number[] => uint(value, 4, 'le');
const u16be = (value: number): number[] => uint(value, 2, 'be');
const u32be = (value: number): number[] => uint(value, 4, 'be');

// ---------------------------------------------------------------------------------------------------------------- images

/** A grey pixel, as baseline JPEG with tables of one code each. */
function jpeg(): Uint8Array {
  const segment = (marker: number, content: readonly number[]): Uint8Array =>
    join([0xff, marker], u16be(content.length + 2), content);
  const oneCode = [1, ...zeros(15), 0];
  return join(
    [0xff, 0xd8],
    segment(0xe0, [...toBytes('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...new Uint8Array(64).fill(1)]),
    segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...oneCode]),
    segment(0xc4, [0x10, ...oneCode]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [0x3f, 0xff, 0xd9],
  );
}

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
/** The `VP8 ` chunk of a lossy picture of one pixel. */
const VP8 = 'VlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA';

function riff(form: string, ...chunks: readonly Part[]): Uint8Array {
  const content = join(form, ...chunks);
  return join('RIFF', u32(content.length), content);
}

function webp(animated: boolean): Uint8Array {
  const picture = fromBase64(VP8);
  if (!animated) return riff('WEBP', picture);
  const animationFlag = 0x02;
  // Offset, size less one, and time of a frame are numbers of three bytes.
  const frame = join(zeros(12), [100, 0, 0], [0], picture);
  return riff(
    'WEBP',
    join('VP8X', u32(10), [animationFlag, 0, 0, 0], zeros(6)),
    join('ANIM', u32(6), zeros(6)),
    join('ANMF', u32(frame.length), frame),
    join('ANMF', u32(frame.length), frame),
  );
}

// ----------------------------------------------------------------------------------------------------------- audio, video

function box(type: string, ...content: readonly Part[]): Uint8Array {
  const body = join(...content);
  return join(u32be(body.length + 8), type, body);
}

/** An ISO base media file without tracks. */
function isoMedia(brand: string, compatible: readonly string[]): Uint8Array {
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32be);
  const movieHeader = box(
    'mvhd',
    zeros(12),
    u32be(1000),
    u32be(0),
    u32be(0x10000),
    u16be(0x100),
    zeros(10),
    matrix,
    zeros(24),
    u32be(1),
  );
  return join(
    box('ftyp', brand, u32be(0x200), ...compatible),
    box('moov', movieHeader),
    box('mdat', [0x21, 0x10, 0x04, 0x60]),
  );
}

function oggChecksum(page: Uint8Array): number {
  let checksum = 0;
  for (const byte of page) {
    checksum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) checksum = (checksum << 1) ^ (checksum < 0 ? 0x04c11db7 : 0);
  }
  return checksum >>> 0;
}

function oggPage(sequence: number, packet: Uint8Array, flags: number): Uint8Array {
  const serial = 0x5b0a7d;
  const page = join('OggS', [0, flags], zeros(8), u32(serial), u32(sequence), zeros(4), [1, packet.length], packet);
  page.set(u32(oggChecksum(page)), 22);
  return page;
}

const OGG_FIRST = 2;
const OGG_LAST = 4;
const VENDOR = 'switchboard';
const COMMENTS = join(u32(VENDOR.length), VENDOR, u32(0));

function oggOpus(): Uint8Array {
  const head = join('OpusHead', [1, 1], u16(312), u32(48_000), u16(0), [0]);
  const silence = Uint8Array.from([0xf8, 0xff, 0xfe]);
  return join(oggPage(0, head, OGG_FIRST), oggPage(1, join('OpusTags', COMMENTS), 0), oggPage(2, silence, OGG_LAST));
}

function oggVorbis(): Uint8Array {
  const head = join([1], 'vorbis', u32(0), [1], u32(44_100), u32(0), u32(112_000), u32(0), [0xb8, 1]);
  return join(oggPage(0, head, OGG_FIRST), oggPage(1, join([3], 'vorbis', COMMENTS, [1]), OGG_LAST));
}

/** Two silent frames of 128 kbit/s at 44.1 kHz. */
function mp3(): Uint8Array {
  const frame = join([0xff, 0xfb, 0x90, 0x64], zeros(413));
  return join(frame, frame);
}

function withId3(audio: Uint8Array): Uint8Array {
  const title = join([3], 'Voice note');
  const frame = join('TIT2', u32be(title.length), zeros(2), title);
  // The size of a tag has seven bits per byte; this one is shorter than 128 bytes.
  return join('ID3', [4, 0, 0], u32be(frame.length), frame, audio);
}

/** Two silent stereo frames of AAC-LC at 44.1 kHz. */
function aac(): Uint8Array {
  const frame = [0xff, 0xf1, 0x50, 0x80, 0x01, 0xbf, 0xfc, 0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c];
  return join(frame, frame);
}

/** Two frames of 12.2 kbit/s. */
function amr(): Uint8Array {
  const frame = join([0x3c], zeros(31));
  return join('#!AMR\n', frame, frame);
}

// -------------------------------------------------------------------------------------------------------------- documents

function pdf(): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>',
  ];
  // The comment of high bytes is how a PDF says that it is binary.
  let text = '%PDF-1.4\n%âãÏÓ\n';
  const offsets = objects.map((object, index) => {
    const offset = toBytes(text).length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = toBytes(text).length;
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return join(`${text}${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
}

function zipChecksum(content: Uint8Array): number {
  let checksum = 0xffffffff;
  for (const byte of content) {
    checksum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) checksum = (checksum >>> 1) ^ (checksum & 1 ? 0xedb88320 : 0);
  }
  return ~checksum >>> 0;
}

/** A ZIP archive whose entries are stored without compression, in the given order. */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const stored: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const data = toBytes(content);
    const nameBytes = toBytes(name);
    const dosDate = 0x5821;
    const common = join(
      u16(20),
      u16(0),
      u16(0),
      u16(0),
      u16(dosDate),
      u32(zipChecksum(data)),
      u32(data.length),
      u32(data.length),
      u16(nameBytes.length),
      u16(0),
    );
    directory.push(join('PK\x01\x02', u16(20), common, zeros(10), u32(at), nameBytes));
    stored.push(join('PK\x03\x04', common, nameBytes, data));
    at += 30 + nameBytes.length + data.length;
  }
  const index = join(...directory);
  const end = join(
    'PK\x05\x06',
    zeros(4),
    u16(entries.length),
    u16(entries.length),
    u32(index.length),
    u32(at),
    u16(0),
  );
  return join(...stored, index, end);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OPEN_XML = 'application/vnd.openxmlformats-officedocument.';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE_DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';

function openXml(main: string, contentType: string, content: string): Uint8Array {
  const types =
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Override PartName="/${main}" ContentType="${OPEN_XML}${contentType}.main+xml"/></Types>`;
  const relationship = `<Relationship Id="rId1" Type="${OFFICE_DOCUMENT}" Target="${main}"/>`;
  return zipOf([
    { name: '[Content_Types].xml', content: XML + types },
    { name: '_rels/.rels', content: `${XML}<Relationships xmlns="${RELATIONSHIPS}">${relationship}</Relationships>` },
    { name: main, content: XML + content },
  ]);
}

function docx(): Uint8Array {
  const namespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const body = `<w:document xmlns:w="${namespace}"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body></w:document>`;
  return openXml('word/document.xml', 'wordprocessingml.document', body);
}

function xlsx(): Uint8Array {
  const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  return openXml('xl/workbook.xml', 'spreadsheetml.sheet', `<workbook xmlns="${namespace}"><sheets/></workbook>`);
}

function pptx(): Uint8Array {
  const namespace = 'http://schemas.openxmlformats.org/presentationml/2006/main';
  const body = `<p:presentation xmlns:p="${namespace}"><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`;
  return openXml('ppt/presentation.xml', 'presentationml.presentation', body);
}

const OPEN_DOCUMENT_TEXT = 'application/vnd.oasis.opendocument.text';

function odt(): Uint8Array {
  const manifest =
    `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">` +
    `<manifest:file-entry manifest:full-path="/" manifest:media-type="${OPEN_DOCUMENT_TEXT}"/></manifest:manifest>`;
  const content = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>`;
  return zipOf([
    { name: 'mimetype', content: OPEN_DOCUMENT_TEXT },
    { name: 'META-INF/manifest.xml', content: XML + manifest },
    { name: 'content.xml', content: XML + content },
  ]);
}

const CFB_END_OF_CHAIN = 0xfffffffe;
const CFB_NONE = 0xffffffff;

function cfbEntry(name: string, type: number, child: number): Uint8Array {
  const entry = zeros(128);
  entry.set([...name].flatMap((char) => [char.charCodeAt(0), 0]));
  entry.set([...u16((name.length + 1) * 2), type, 1, ...u32(CFB_NONE), ...u32(CFB_NONE), ...u32(child)], 64);
  entry.set(u32(CFB_END_OF_CHAIN), 116);
  return entry;
}

/** A compound file (MS-CFB) of three sectors that holds the named streams, empty: header, allocation table, directory. */
export function compoundFileOf(stream: string): Uint8Array {
  const header = join(
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    zeros(16),
    u16(0x3e),
    u16(3),
    u16(0xfffe),
    u16(9),
    u16(6),
    zeros(10),
    u32(1),
    u32(1),
    u32(0),
    u32(4096),
    u32(CFB_END_OF_CHAIN),
    u32(0),
    u32(CFB_END_OF_CHAIN),
    u32(0),
    u32(0),
    new Uint8Array(432).fill(0xff),
  );
  const allocation = join(u32(0xfffffffd), u32(CFB_END_OF_CHAIN), new Uint8Array(504).fill(0xff));
  return join(header, allocation, cfbEntry('Root Entry', 5, 1), cfbEntry(stream, 2, CFB_NONE), zeros(256));
}

function exe(): Uint8Array {
  const portableExecutableAt = 64;
  return join('MZ', zeros(58), u32(portableExecutableAt), 'PE\0\0', u16(0x8664), zeros(16), u16(2));
}

const HTML = '<!DOCTYPE html>\n<html><head><title>Hi</title></head><body><script>alert(1)</script></body></html>\n';
const SVG = `${XML}<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>\n`;

/** One file of each type. */
export const SAMPLE_FILES = {
  jpeg: { filename: 'photo.jpg', mimeType: 'image/jpeg', bytes: jpeg() },
  png: { filename: 'logo.png', mimeType: 'image/png', bytes: fromBase64(PNG) },
  webp: { filename: 'sticker.webp', mimeType: 'image/webp', bytes: webp(false) },
  animatedWebp: { filename: 'dance.webp', mimeType: 'image/webp', bytes: webp(true) },
  gif: { filename: 'wink.gif', mimeType: 'image/gif', bytes: fromBase64(GIF) },
  svg: { filename: 'square.svg', mimeType: 'image/svg+xml', bytes: toBytes(SVG) },
  mp4: { filename: 'clip.mp4', mimeType: 'video/mp4', bytes: isoMedia('isom', ['isom', 'iso2', 'mp41']) },
  threeGp: { filename: 'clip.3gp', mimeType: 'video/3gpp', bytes: isoMedia('3gp4', ['3gp4', 'isom']) },
  mov: { filename: 'clip.mov', mimeType: 'video/quicktime', bytes: isoMedia('qt  ', ['qt  ']) },
  m4a: { filename: 'song.m4a', mimeType: 'audio/mp4', bytes: isoMedia('M4A ', ['M4A ', 'mp42', 'isom']) },
  oggOpus: { filename: 'voice.ogg', mimeType: 'audio/ogg', bytes: oggOpus() },
  oggVorbis: { filename: 'song.ogg', mimeType: 'audio/ogg', bytes: oggVorbis() },
  mp3: { filename: 'song.mp3', mimeType: 'audio/mpeg', bytes: mp3() },
  mp3WithId3: { filename: 'tagged.mp3', mimeType: 'audio/mpeg', bytes: withId3(mp3()) },
  aac: { filename: 'voice.aac', mimeType: 'audio/aac', bytes: aac() },
  amr: { filename: 'voice.amr', mimeType: 'audio/amr', bytes: amr() },
  pdf: { filename: 'invoice.pdf', mimeType: 'application/pdf', bytes: pdf() },
  docx: { filename: 'letter.docx', mimeType: `${OPEN_XML}wordprocessingml.document`, bytes: docx() },
  xlsx: { filename: 'table.xlsx', mimeType: `${OPEN_XML}spreadsheetml.sheet`, bytes: xlsx() },
  pptx: { filename: 'slides.pptx', mimeType: `${OPEN_XML}presentationml.presentation`, bytes: pptx() },
  doc: { filename: 'letter.doc', mimeType: 'application/msword', bytes: compoundFileOf('WordDocument') },
  xls: { filename: 'table.xls', mimeType: 'application/vnd.ms-excel', bytes: compoundFileOf('Workbook') },
  ppt: {
    filename: 'slides.ppt',
    mimeType: 'application/vnd.ms-powerpoint',
    bytes: compoundFileOf('PowerPoint Document'),
  },
  odt: { filename: 'letter.odt', mimeType: OPEN_DOCUMENT_TEXT, bytes: odt() },
  zip: { filename: 'files.zip', mimeType: 'application/zip', bytes: zipOf([{ name: 'a.txt', content: 'Hello\n' }]) },
  text: { filename: 'note.txt', mimeType: 'text/plain', bytes: toBytes('Merhaba dünya, this is plain text.\n') },
  html: { filename: 'page.html', mimeType: 'text/html', bytes: toBytes(HTML) },
  exe: { filename: 'setup.exe', mimeType: 'application/x-msdownload', bytes: exe() },
} as const satisfies Readonly<Record<string, SampleFile>>;

export type SampleName = keyof typeof SAMPLE_FILES;

const PRINTABLE_FIRST = 0x20;

/**
 * The same file made larger, and still of its type. What is added does not repeat itself, so that bytes which get lost,
 * doubled or out of order change the SHA-256; in text it is printable, and every 64th character ends a line.
 * @throws RangeError when the file is larger already.
 */
export function padTo(sample: SampleFile, sizeBytes: number): SampleFile {
  const { bytes, mimeType } = sample;
  if (sizeBytes < bytes.length) throw new RangeError(`the sample has ${bytes.length} bytes already`);
  const isText = mimeType.startsWith('text/') || mimeType === SAMPLE_FILES.svg.mimeType;
  const padded = new Uint8Array(sizeBytes);
  padded.set(bytes);
  // The generator of Marsaglia (xorshift), which starts where the file ends.
  let state = bytes.length + 1;
  for (let at = bytes.length; at < sizeBytes; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    padded[at] = !isText ? state : at % 64 === 63 ? 0x0a : PRINTABLE_FIRST + ((state >>> 8) & 0x3f);
  }
  return { ...sample, bytes: padded };
}
