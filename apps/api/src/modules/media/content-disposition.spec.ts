import { parse } from 'content-disposition';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/any-character';
import { contentDisposition } from './content-disposition';
import { storedFilename } from './filename';

describe('contentDisposition', () => {
  it.each([
    ['photo.jpg', 'inline; filename="photo.jpg"'],
    ['my photo.jpg', 'inline; filename="my photo.jpg"'],
    ['ünlü 🎉.pdf', `inline; filename="_nl_ _.pdf"; filename*=UTF-8''%C3%BCnl%C3%BC%20%F0%9F%8E%89.pdf`],
    ['a"b\\c.txt', 'inline; filename="c.txt"'],
    ['a"b;c.txt', `inline; filename="a_b;c.txt"; filename*=UTF-8''a%22b%3Bc.txt`],
    ['50%20.txt', `inline; filename="50_20.txt"; filename*=UTF-8''50%2520.txt`],
    ['a\r\nX-Evil: 1.txt', 'inline; filename="aX-Evil: 1.txt"'],
  ])('names %j as %s', (filename, header) => {
    expect(contentDisposition('inline', filename, 'application/pdf')).toBe(header);
  });

  it.each([
    [null, 'image/jpeg', 'attachment; filename="file.jpg"'],
    ['..', 'application/pdf', 'attachment; filename="file.pdf"'],
    [null, 'application/vnd.acme', 'attachment; filename="file.bin"'],
  ])('calls a file named %s of %s by its type', (filename, mimeType, header) => {
    expect(contentDisposition('attachment', filename, mimeType)).toBe(header);
  });

  it('gives every name back to a client that knows the RFC, in a header of plain ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (raw) => {
        const header = contentDisposition('attachment', raw, 'image/png');
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        expect(parse(header).parameters['filename']).toBe(storedFilename(raw) ?? 'file.png');
      }),
    );
  });
});
