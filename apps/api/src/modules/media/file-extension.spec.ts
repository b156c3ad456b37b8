import { MEDIA_KINDS, SAMPLE_FILES } from '@switchboard/contracts';
import { extensionOf, mimeTypeOfName } from './file-extension';

describe('extensionOf', () => {
  it.each([
    ['image/jpeg', 'photo.png', 'jpg'],
    ['image/jpeg', null, 'jpg'],
    ['application/vnd.acme', 'bundle.ACME', 'acme'],
    ['application/vnd.acme', 'bundle.toolongext', 'bin'],
    ['application/vnd.acme', 'bundle.ä', 'bin'],
    ['application/vnd.acme', 'bundle.', 'bin'],
    ['application/vnd.acme', 'a.b/c', 'bin'],
    ['application/octet-stream', null, 'bin'],
    ['constructor', null, 'bin'],
  ])('of %s named %s is %s', (mimeType, filename, extension) => {
    expect(extensionOf(mimeType, filename)).toBe(extension);
  });

  it('gives every type that WhatsApp lists an extension that stands for it', () => {
    for (const mimeType of Object.values(MEDIA_KINDS).flatMap((rule) => rule.mimeTypes)) {
      expect(mimeTypeOfName(`file.${extensionOf(mimeType)}`)).toBe(mimeType);
    }
  });
});

describe('mimeTypeOfName', () => {
  it('knows the types of common files by their names', () => {
    for (const { filename, mimeType } of Object.values(SAMPLE_FILES)) {
      if (!filename.endsWith('.exe')) expect(mimeTypeOfName(filename)).toBe(mimeType);
    }
  });

  it.each([null, '', 'photo', 'photo.', 'photo.unheard', '.constructor', 'jpg'])('knows none of %s', (filename) => {
    expect(mimeTypeOfName(filename)).toBeNull();
  });
});
