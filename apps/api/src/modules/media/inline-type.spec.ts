import { MEDIA_KINDS } from '@switchboard/contracts';
import { isShownInline } from './inline-type';

describe('A browser', () => {
  it.each(['image', 'audio', 'video', 'sticker'] as const)('shows every %s that WhatsApp knows', (kind) => {
    expect(MEDIA_KINDS[kind].mimeTypes.filter((type) => !isShownInline(type))).toEqual([]);
  });

  it.each(['audio/ogg; codecs=opus', 'IMAGE/PNG', 'application/pdf'])('shows %s', (type) => {
    expect(isShownInline(type)).toBe(true);
  });

  it.each(['image/svg+xml', 'text/html', 'application/xhtml+xml', 'text/plain', 'application/zip', '', ';', 'image/'])(
    'saves %p instead of showing it',
    (type) => {
      expect(isShownInline(type)).toBe(false);
    },
  );
});
