import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/any-character';
import { readFilenameHeader, storedFilename } from './filename';

/** A header as Node hands it over: one character per byte. */
function headerOf(name: string): string {
  return Buffer.from(name).toString('latin1');
}

describe('storedFilename', () => {
  it.each([
    ['photo.jpg', 'photo.jpg'],
    ['Fatura – Mayıs (1).pdf', 'Fatura – Mayıs (1).pdf'],
    ['party 🎉👨‍👩‍👧.png', 'party 🎉👨‍👩‍👧.png'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['C:\\fakepath\\photo.jpg', 'photo.jpg'],
    ['/tmp\\a/b\\c.txt', 'c.txt'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie: x=1.txt'],
    ['a\0.txt', 'a.txt'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['\u2066x\u2069\u200f\u061c.txt', 'x.txt'],
    ['\ufeffa\u2028b.txt', 'ab.txt'],
    ['cafe\u0301.txt', 'caf\u00e9.txt'],
    ['half \ud83c.txt', 'half .txt'],
    ['  padded.txt  ', 'padded.txt'],
    ['"quoted".txt', '"quoted".txt'],
    ['.htaccess', '.htaccess'],
    ['...', '...'],
  ])('keeps %j as %j', (raw, kept) => {
    expect(storedFilename(raw)).toBe(kept);
  });

  it.each([null, '', ' ', '.', '..', '../', '/', '\\', 'a/..', '..\u202e', '\0', '\r\n', 'folder/'])(
    'keeps nothing of %j',
    (raw) => {
      expect(storedFilename(raw)).toBeNull();
    },
  );

  it.each([
    ['a long name', `${'a'.repeat(10_000)}.pdf`, `${'a'.repeat(236)}.pdf`],
    ['a long name of emoji', `${'🎉'.repeat(10_000)}.pdf`, `${'🎉'.repeat(236)}.pdf`],
    ['a long extension', `a.${'b'.repeat(10_000)}`, `a.${'b'.repeat(238)}`],
    ['a name that is all extension', `.${'b'.repeat(10_000)}`, `.${'b'.repeat(239)}`],
    ['a name with a blank at the cut', `${'a'.repeat(239)} ${'b'.repeat(20)}`, 'a'.repeat(239)],
    ['a name of 240 characters', 'ü'.repeat(240), 'ü'.repeat(240)],
  ])('cuts %s at 240 characters', (_name, raw, kept) => {
    expect(storedFilename(raw)).toBe(kept);
  });

  it('keeps a name that it kept before, and nothing that leads elsewhere', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: anyCharacter, maxLength: 400 }), fc.string({ unit: 'binary-ascii' })),
        (raw) => {
          const kept = storedFilename(raw);
          if (kept === null) return;
          expect(storedFilename(kept)).toBe(kept);
          expect(kept).not.toMatch(/[/\\\p{Cc}\p{Cs}]/u);
          expect(Array.from(kept).length).toBeLessThanOrEqual(240);
          expect(kept.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('readFilenameHeader', () => {
  it.each([
    ['photo.jpg', 'photo.jpg'],
    ["UTF-8''na%C3%AFve%20file.pdf", 'naïve file.pdf'],
    ["utf-8'tr'%F0%9F%8E%89.pdf", '🎉.pdf'],
    ["iso-8859-1''caf%E9.txt", 'café.txt'],
    ['%C3%BCnl%C3%BC.pdf', 'ünlü.pdf'],
    [headerOf('ünlü 🎉.pdf'), 'ünlü 🎉.pdf'],
    ['caf\xe9.txt', 'café.txt'],
    ['100%.pdf', '100%.pdf'],
    ['%ff%fe.pdf', '%ff%fe.pdf'],
    ["UTF-8''%ff.pdf", "UTF-8''%ff.pdf"],
    ["it's Bob's.txt", "it's Bob's.txt"],
    ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ["UTF-8''a%0D%0AX-Evil:1.txt", 'aX-Evil:1.txt'],
    ['a%00.txt', 'a.txt'],
    [undefined, null],
    ['', null],
    ['%2e%2e', null],
  ])('reads %j as %j', (header, name) => {
    expect(readFilenameHeader(header)).toBe(name);
  });

  it('brings every name through, in each of the ways to write it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (raw) => {
        const name = storedFilename(raw.replaceAll('%', ''));
        if (name === null) return;
        expect(readFilenameHeader(encodeURIComponent(name))).toBe(name);
        expect(readFilenameHeader(`UTF-8''${encodeURIComponent(name)}`)).toBe(name);
        expect(readFilenameHeader(headerOf(name))).toBe(name);
      }),
    );
  });
});
