import { GatewayError, LIMITS, type MediaKind, SAMPLE_FILES, type SampleName } from '@switchboard/contracts';
import fc from 'fast-check';
import { anyCharacter } from '../../../../test/support/any-character';
import { sniff } from '../media-signature';
import { linkedFilename, linkedMediaType } from './linked-file';

const URL_OF_FILE = 'https://example.com/files/order%2042.pdf?token=1#top';

describe('The name of a file that a link led to', () => {
  it.each([
    ['the message’s, before all others', 'Invoice.pdf', 'attachment; filename="a.pdf"', 'Invoice.pdf'],
    ['the server’s', undefined, 'attachment; filename="a.pdf"', 'a.pdf'],
    ['the server’s in its extended form', undefined, "inline; filename=x; filename*=UTF-8''%e2%82%ac.pdf", '€.pdf'],
    ['the server’s in raw UTF-8', undefined, 'attachment; filename="é.pdf"', 'é.pdf'],
    ['the server’s without its folders', undefined, 'attachment; filename="../../etc/passwd"', 'passwd'],
    ['the last part of the path', undefined, undefined, 'order 42.pdf'],
    ['that of the path when the server names none', undefined, 'attachment', 'order 42.pdf'],
    ['that of the path when the server’s header is none', undefined, ';;"', 'order 42.pdf'],
    ['that of the path when the message’s is empty', '', undefined, 'order 42.pdf'],
  ])('is %s', (_, given, contentDisposition, expected) => {
    const header = contentDisposition && Buffer.from(contentDisposition, 'utf8').toString('latin1');
    expect(linkedFilename({ given, contentDisposition: header, url: URL_OF_FILE })).toBe(expected);
  });

  it.each(['https://example.com', 'https://example.com/', 'https://example.com/files/', 'https://example.com/..'])(
    'is unknown when nothing tells it (%s)',
    (url) => expect(linkedFilename({ given: undefined, contentDisposition: undefined, url })).toBeNull(),
  );

  it('never leads anywhere, whatever is said', () => {
    const text = fc.option(fc.string({ unit: anyCharacter, maxLength: 400 }), { nil: undefined });
    fc.assert(
      fc.property(text, text, fc.webUrl({ withQueryParameters: true }), (given, contentDisposition, url) => {
        const name = linkedFilename({ given, contentDisposition, url });
        if (name === null) return;
        expect(name).not.toMatch(/[/\\]|\p{Cc}|^\.{0,2}$/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(LIMITS.filenameMaxChars);
      }),
    );
  });
});

async function typeOf(
  kind: MediaKind,
  contentType: string | undefined,
  sample: SampleName,
  filename: string | null = null,
): Promise<string> {
  const signature = await sniff(SAMPLE_FILES[sample].bytes);
  try {
    const type = linkedMediaType(kind, { contentType, filename, signature });
    expect(type.kind).toBe(kind);
    return type.mimeType;
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error);
  }
}

describe('The type of a file that a link led to', () => {
  it.each<[MediaKind, string | undefined, SampleName, string | null, string]>([
    ['image', 'image/jpeg', 'jpeg', null, 'image/jpeg'],
    ['image', 'Image/JPG; charset=binary', 'jpeg', null, 'image/jpeg'],
    ['image', 'application/octet-stream', 'png', null, 'image/png'],
    ['image', undefined, 'png', 'wrong.pdf', 'image/png'],
    ['image', '', 'png', null, 'image/png'],
    // Servers that do not know a type often call it text.
    ['image', 'text/plain', 'jpeg', null, 'image/jpeg'],
    ['document', 'application/octet-stream', 'docx', 'letter.docx', SAMPLE_FILES.docx.mimeType],
    ['document', 'binary/octet-stream', 'text', 'note.txt', 'text/plain'],
    ['document', 'application/pdf', 'pdf', null, 'application/pdf'],
    ['document', 'image/png', 'png', null, 'image/png'],
    ['audio', 'audio/ogg; codecs=opus', 'oggOpus', null, 'audio/ogg'],
    ['video', 'video/mp4', 'mp4', null, 'video/mp4'],
    ['sticker', 'image/webp', 'webp', null, 'image/webp'],
  ])('is what the server, or the file itself, says: %s, %s, %s', async (kind, contentType, sample, name, expected) => {
    expect(await typeOf(kind, contentType, sample, name)).toBe(expected);
  });

  it.each<[string, MediaKind, string | undefined, SampleName]>([
    ['a page instead of an image', 'image', 'text/html; charset=utf-8', 'html'],
    ['a page that calls itself an image', 'image', 'image/png', 'html'],
    ['a page that calls itself a PDF', 'document', 'application/pdf', 'html'],
    ['a PDF instead of an image', 'image', 'application/pdf', 'pdf'],
    ['a PDF that calls itself an image', 'image', 'image/jpeg', 'pdf'],
    ['a PDF of unknown type instead of an image', 'image', undefined, 'pdf'],
    ['an image that is no sticker', 'sticker', 'image/png', 'png'],
    ['sound that WhatsApp does not play', 'audio', 'audio/ogg', 'oggVorbis'],
    ['a film that WhatsApp does not show', 'video', 'video/quicktime', 'mov'],
  ])('is refused: %s', async (_, kind, contentType, sample) => {
    expect(await typeOf(kind, contentType, sample)).toBe('MEDIA_003');
  });
});
