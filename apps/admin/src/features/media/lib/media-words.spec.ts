import { contentLink, isPicture, isThere, mediaName } from './media-words';

describe('A file at the console', () => {
  it('is called by its name, or by what it is', () => {
    expect(mediaName({ filename: 'menu.pdf', kind: 'document', id: 'a-123456' })).toBe('menu.pdf');
    expect(mediaName({ filename: null, kind: 'image', id: 'a-123456' })).toBe('Picture 123456');
  });

  it('is loaded from an address that says how', () => {
    expect(contentLink('t1', 'm1', 'attachment')).toBe(
      '/console/v1/tenants/t1/media/m1/content?disposition=attachment',
    );
  });

  it('is there when the vault or Meta has it', () => {
    expect(isThere({ state: 'stored', inVault: true, mediaId: null })).toBe(true);
    expect(isThere({ state: 'stored', inVault: false, mediaId: '1' })).toBe(true);
    expect(isThere({ state: 'stored', inVault: false, mediaId: null })).toBe(false);
    expect(isThere({ state: 'pending', inVault: false, mediaId: '1' })).toBe(false);
  });

  it('is shown as a picture only when browsers show it', () => {
    expect(isPicture({ kind: 'sticker', mimeType: 'image/webp' })).toBe(true);
    expect(isPicture({ kind: 'image', mimeType: 'image/tiff' })).toBe(false);
    expect(isPicture({ kind: 'document', mimeType: 'image/png' })).toBe(false);
  });
});
