import { LIMITS, MEDIA_KINDS, bareMimeType, isMimeTypeAccepted } from './limits';

describe('limits', () => {
  it('are those of the contract', () => {
    expect(LIMITS).toMatchObject({
      bodyMaxBytes: 262_144,
      largeBodyMaxBytes: 25_165_824,
      base64MaxBytes: 16_777_216,
      webhookBodyMaxBytes: 3_145_728,
      jsonMaxDepth: 16,
      pageMaxItems: 200,
    });
    expect(Object.fromEntries(Object.entries(MEDIA_KINDS).map(([kind, rule]) => [kind, rule.maxBytes]))).toEqual({
      image: 5_242_880,
      audio: 16_777_216,
      video: 16_777_216,
      document: 104_857_600,
      sticker: 512_000,
    });
  });

  it.each([
    ['image', 'image/jpeg', true],
    ['image', 'IMAGE/PNG', true],
    ['image', 'image/gif', false],
    ['audio', 'audio/ogg; codecs=opus', true],
    ['audio', 'audio/wav', false],
    ['video', 'video/3gpp', true],
    ['sticker', 'image/webp', true],
    ['sticker', 'image/png', false],
    ['document', 'application/zip', true],
    ['document', 'nonsense', false],
    ['document', '', false],
  ] as const)('%s as %s is accepted: %s', (kind, mimeType, accepted) => {
    expect(isMimeTypeAccepted(kind, mimeType)).toBe(accepted);
  });

  it('strips the parameters of a MIME type', () => {
    expect(bareMimeType(' Audio/OGG ; codecs=opus')).toBe('audio/ogg');
    expect(bareMimeType('a/b/c')).toBeNull();
  });
});
