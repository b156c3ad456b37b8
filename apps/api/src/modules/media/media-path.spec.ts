import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/any-character';
import { makeMediaPath, readMediaPath } from './media-path';

const TENANT = '0197f2a0-5b1c-7d7e-8f00-0123456789ab';
const NUMBER = '0197f2a0-5b1c-7d7e-8f00-ba9876543210';
const HEX = '00112233445566778899aabbccddeeff';
const PATH = `media/${TENANT}/${NUMBER}-${HEX}.jpg`;
const RANDOM = Uint8Array.from(Buffer.from(HEX, 'hex'));
const PARTS = { tenantId: TENANT, phoneNumberId: NUMBER, random: RANDOM };

describe('makeMediaPath', () => {
  it.each([
    ['image/jpeg', undefined, 'jpg'],
    ['application/vnd.acme', 'a.acme', 'acme'],
    ['application/octet-stream', '../../etc/passwd', 'bin'],
    ['application/octet-stream', null, 'bin'],
  ])('ends the path of a file of %s named %s in %s', (mimeType, filename, extension) => {
    expect(makeMediaPath({ ...PARTS, mimeType, filename })).toBe(`media/${TENANT}/${NUMBER}-${HEX}.${extension}`);
  });

  it('makes no path of too little randomness, or of what is no UUID', () => {
    const mimeType = 'image/jpeg';
    expect(() => makeMediaPath({ ...PARTS, mimeType, random: RANDOM.subarray(1) })).toThrow(RangeError);
    expect(() => makeMediaPath({ ...PARTS, mimeType, tenantId: '../x' })).toThrow(RangeError);
    expect(() => makeMediaPath({ ...PARTS, mimeType, phoneNumberId: NUMBER.toUpperCase() })).toThrow(RangeError);
  });

  it('makes paths that read back, whatever the file is called', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.uuid(),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.oneof(fc.string(), fc.constantFrom('image/png', 'text/plain')),
        fc.option(fc.string({ unit: anyCharacter })),
        (tenantId, phoneNumberId, random, mimeType, filename) => {
          const path = makeMediaPath({ tenantId, phoneNumberId, random, mimeType, filename });
          expect(readMediaPath(path)).toEqual({ kind: 'path', path, tenantId, phoneNumberId });
        },
      ),
    );
  });
});

describe('readMediaPath', () => {
  it('reads a path of the documented form', () => {
    expect(readMediaPath(PATH)).toEqual({ kind: 'path', path: PATH, tenantId: TENANT, phoneNumberId: NUMBER });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty one', ''],
    ['several', [PATH, PATH]],
    ['one in a list', [PATH]],
    ['an object', { path: PATH }],
    ['a number', 7],
    ['a blank', ' '],
    ['a word', 'media'],
    ['another folder', PATH.replace('media/', 'uploads/')],
    ['no folder', PATH.replace('media/', '')],
    ['capital letters in the folder', PATH.replace('media/', 'Media/')],
    ['capital letters in a UUID', PATH.replace('ab/', 'AB/')],
    ['capital letters in the random part', PATH.replace(HEX, HEX.toUpperCase())],
    ['a UUID in braces', PATH.replace(TENANT, `{${TENANT}}`)],
    ['a short random part', PATH.replace(HEX, HEX.slice(1))],
    ['a long random part', PATH.replace(HEX, `${HEX}0`)],
    ['no extension', PATH.replace('.jpg', '')],
    ['an empty extension', PATH.replace('jpg', '')],
    ['two extensions', `${PATH}.exe`],
    ['a long extension', PATH.replace('jpg', 'jpgjpgjpg')],
    ['a blank before it', ` ${PATH}`],
    ['a blank after it', `${PATH} `],
    ['a slash after it', `${PATH}/`],
    ['a doubled slash', PATH.replace('media/', 'media//')],
    ['a query of its own', `${PATH}?a=b`],
    ['a quote', `${PATH}' OR '1'='1`],
    ['a wildcard', PATH.replace('00112233', '????????')],
    ['letters of another script', PATH.replace('media', 'mediа')],
    ['a home folder', '~/media'],
  ])('calls %s malformed', (_name, value) => {
    expect(readMediaPath(value)).toEqual({ kind: 'malformed' });
  });

  it.each<[string, string]>([
    ['two dots', '..'],
    ['steps up', '../../etc/passwd'],
    ['steps up within', `media/${TENANT}/../${TENANT}/${NUMBER}-${HEX}.jpg`],
    ['steps up after it', `${PATH}/../../x`],
    ['two dots in a word', PATH.replace('.jpg', '..jpg')],
    ['many dots', 'media/....//....//etc/passwd'],
    ['a step to itself', PATH.replace('media/', 'media/./')],
    ['a step to itself before it', `./${PATH}`],
    ['an encoded step', '%2e%2e%2fetc%2fpasswd'],
    ['a step that was encoded twice, decoded once', '%2e%2e/%2e%2e/etc/passwd'],
    ['a step that was encoded three times, decoded once', '%252e%252e%252f'],
    ['an encoded letter', PATH.replace('media', '%6dedia')],
    ['an encoded slash', PATH.replaceAll('/', '%2f')],
    ['overlong UTF-8', '%c0%ae%c0%ae/etc/passwd'],
    ['what a decoder makes of overlong UTF-8', '\ufffd\ufffd\ufffd\ufffd/etc/passwd'],
    ['a backslash', PATH.replaceAll('/', '\\')],
    ['steps up in the Windows way', '..\\..\\windows\\win.ini'],
    ['a network share', '\\\\server\\share'],
    ['a NUL', `${PATH}\0`],
    ['a NUL before the extension', PATH.replace('.jpg', '\0.jpg')],
    ['a line feed', `${PATH}\n`],
    ['CR and LF', `${PATH}\r\nX-Evil: 1`],
    ['a tab', `\t${PATH}`],
    ['DEL', `${PATH}\x7f`],
    ['an absolute path', `/${PATH}`],
    ['an absolute path of the system', '/etc/passwd'],
    ['two slashes before it', `//${PATH}`],
    ['a drive', 'C:/media/x.jpg'],
    ['a drive and backslashes', 'C:\\media\\x.jpg'],
    ['a scheme', `file:///${PATH}`],
    ['a web address', `https://example.com/${PATH}`],
    ['fullwidth dots and slashes', '．．／．．／etc'],
    ['a two dot leader', '‥/etc/passwd'],
    ['a fullwidth backslash', '＼＼server'],
    ['a fullwidth percent sign', '％2e％2e'],
    ['a very long one', `${PATH}${'a'.repeat(512)}`],
    ['a very long way up', '../'.repeat(10_000)],
  ])('hides that it saw %s', (_name, value) => {
    expect(readMediaPath(value)).toEqual({ kind: 'hidden' });
  });

  it('never fails, and takes nothing that is not of the form', () => {
    const piece = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('media/', TENANT, '/', '-', HEX, '.jpg', '..', '%2e'),
    );
    const given = fc.oneof(
      fc.anything(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(given, (value) => {
        const read = readMediaPath(value);
        if (read.kind === 'path') expect(read.path).toBe(value);
      }),
    );
  });
});
