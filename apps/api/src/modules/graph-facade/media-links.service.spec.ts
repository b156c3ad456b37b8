import { uuidv7 } from '@switchboard/contracts';
import { AppConfig } from '../../config/env';
import { MediaLinks } from './media-links.service';

const NOW = new Date('2026-11-20T12:00:00Z');
const MEDIA = { tenantId: uuidv7(), mediaId: '1234567890', phoneNumberId: '106540352242922' };

function linksOf(masterKey: number, ...retired: number[]): MediaLinks {
  const keyOf = (byte: number): Buffer => Buffer.alloc(32, byte);
  return new MediaLinks(
    Object.assign(new AppConfig(), {
      publicUrl: 'https://wa.example.com',
      masterKey: keyOf(masterKey),
      retiredMasterKeys: retired.map(keyOf),
    }),
  );
}

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

const secondsLater = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

describe('The address of a file', () => {
  const links = linksOf(1);
  const address = links.addressOf(MEDIA, NOW);

  it('looks as Meta’s do, and is on our host', () => {
    expect(address).toMatch(
      /^https:\/\/wa\.example\.com\/whatsapp_business\/attachments\/\?mid=1234567890&.*&hash=[\w-]{43}$/,
    );
    expect(queryOf(address)['ext']).toBe(String(NOW.getTime() / 1_000 + 300));
  });

  it('leads to the file for five minutes', () => {
    for (const seconds of [0, 1, 299]) expect(links.read(queryOf(address), secondsLater(seconds))).toEqual(MEDIA);
    for (const seconds of [300, 301, 1e6])
      expect(() => links.read(queryOf(address), secondsLater(seconds))).toThrow(
        expect.objectContaining({ code: 'MEDIA_001' }),
      );
  });

  it.each([
    ['mid', '1234567891'],
    ['pid', '106540352242923'],
    ['tid', uuidv7()],
    ['ext', '9999999999'],
    ['hash', ''],
    ['hash', 'A'.repeat(43)],
  ])('leads nowhere once its %s is changed', (name, value) => {
    expect(() => links.read({ ...queryOf(address), [name]: value }, NOW)).toThrow(
      expect.objectContaining({ code: 'MEDIA_001' }),
    );
  });

  it.each(['mid', 'pid', 'tid', 'ext', 'hash'])('leads nowhere without its %s, or with two of them', (name) => {
    const { [name]: value, ...rest } = queryOf(address);
    for (const query of [rest, { ...rest, [name]: [value, value] }])
      expect(() => links.read(query, NOW)).toThrow(expect.objectContaining({ code: 'MEDIA_001' }));
  });

  it('outlives a rotation of the master key, but not its removal', () => {
    expect(linksOf(2, 1).read(queryOf(address), NOW)).toEqual(MEDIA);
    expect(() => linksOf(2).read(queryOf(address), NOW)).toThrow(expect.objectContaining({ code: 'MEDIA_001' }));
  });

  it('cannot be moved from one of its parts to another', () => {
    const other = links.addressOf({ ...MEDIA, mediaId: '12', phoneNumberId: '34567890' }, NOW);
    const moved = { ...queryOf(other), mid: '1234', pid: '567890' };
    expect(() => links.read(moved, NOW)).toThrow(expect.objectContaining({ code: 'MEDIA_001' }));
  });
});
