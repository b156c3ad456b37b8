import { createHash } from 'node:crypto';
import { MEDIA_KINDS } from '@switchboard/contracts';
import fc from 'fast-check';
import { AnnouncedBytes, type Announcement, MediaMismatch } from './announced-bytes';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const BYTES = Buffer.from('what the user sent');
const DIGEST = sha256(BYTES);
const OTHER = sha256(Buffer.from('something else'));

/** Takes bytes in and ends, as whoever reads a file does. */
function check(chunks: readonly Uint8Array[], announced: Announcement): void {
  const bytes = new AnnouncedBytes(announced);
  for (const chunk of chunks) bytes.take(chunk);
  bytes.end();
}

describe('The bytes that Meta sends', () => {
  it('are taken as announced, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), (chunks) => {
        const whole = Buffer.concat(chunks);
        expect(() => check(chunks, { sizeBytes: whole.length, sha256: [sha256(whole)] })).not.toThrow();
      }),
    );
  });

  it.each<[string, Announcement]>([
    ['nothing was said of them', { sizeBytes: null, sha256: [] }],
    ['only their size was said', { sizeBytes: BYTES.length, sha256: [null] }],
    ['only one of two places named their SHA-256', { sizeBytes: null, sha256: [null, DIGEST] }],
    ['both places named the same', { sizeBytes: BYTES.length, sha256: [DIGEST, DIGEST] }],
  ])('are taken when %s', (_, announced) => {
    expect(() => check([BYTES], announced)).not.toThrow();
  });

  it.each<[string, Announcement, RegExp]>([
    ['fewer than announced', { sizeBytes: BYTES.length + 1, sha256: [DIGEST] }, /sent 18 bytes and had announced 19/],
    ['more than announced', { sizeBytes: BYTES.length - 1, sha256: [DIGEST] }, /more than 17 bytes/],
    ['others than announced', { sizeBytes: BYTES.length, sha256: [OTHER] }, /another SHA-256/],
    ['others than the webhook had said', { sizeBytes: null, sha256: [DIGEST, OTHER] }, /another SHA-256/],
  ])('are refused when they are %s', (_, announced, complaint) => {
    expect(() => check([BYTES], announced)).toThrow(MediaMismatch);
    expect(() => check([BYTES], announced)).toThrow(complaint);
  });

  it('are refused as soon as there are too many, and not only at the end', () => {
    const bytes = new AnnouncedBytes({ sizeBytes: 10, sha256: [null] });
    bytes.take(Buffer.alloc(10));
    expect(() => bytes.take(Buffer.alloc(1))).toThrow(MediaMismatch);
  });

  it('are never more than the largest kind of file, where no size was said', () => {
    const bytes = new AnnouncedBytes({ sizeBytes: null, sha256: [null] });
    const { maxBytes } = MEDIA_KINDS.document;
    const chunk = Buffer.alloc(4 << 20);
    for (let left = maxBytes; left > 0; left -= chunk.length) bytes.take(chunk.subarray(0, left));
    expect(() => bytes.take(Buffer.alloc(1))).toThrow(MediaMismatch);
  });
});
