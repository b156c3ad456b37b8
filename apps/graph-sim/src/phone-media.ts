import { createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import type { BusinessNumber } from './account-store';
import { ControlError } from './control-error';
import { textOf } from './json';
import type { JsonObject } from './json';
import { downloadPath } from './media-routes';
import type { StoredMedia } from './media-store';
import type { World } from './world';

/** Kinds of media that a user sends, with the MIME type of each unless another is given. */
const DEFAULT_MIME_TYPES: ReadonlyMap<string, string> = new Map([
  ['image', 'image/png'],
  ['video', 'video/mp4'],
  ['audio', 'audio/ogg; codecs=opus'],
  ['document', 'application/pdf'],
  ['sticker', 'image/webp'],
]);
/** A transparent PNG of one pixel, for pictures that nobody supplied. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==',
  'base64',
);
/** What WhatsApp lets a user send as one file. */
const SIZE_MAX_BYTES = 100 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

export function isMediaType(type: string): boolean {
  return DEFAULT_MIME_TYPES.has(type);
}

/**
 * The content of a message with media, whose bytes are stored as Meta stores what a user sent:
 * `{dataBase64?, sizeBytes?, seed?, mimeType?, caption?, filename?, …}`. With `sizeBytes` the data is filled up to that
 * size with bytes that are always the same for the same seed. What else is given is taken over as it is, also in place
 * of `id`, `sha256` and `url`.
 *
 * @throws ControlError for a size that no user can send
 */
export async function readPhoneMedia(
  world: World,
  number: BusinessNumber,
  type: string,
  given: JsonObject,
  origin: string,
): Promise<{ readonly content: unknown; readonly media: StoredMedia }> {
  const { dataBase64, sizeBytes, seed, mimeType: givenType, ...rest } = given;
  const data = typeof dataBase64 === 'string' ? Buffer.from(dataBase64, 'base64') : undefined;
  const mimeType = textOf(givenType) ?? DEFAULT_MIME_TYPES.get(type) ?? 'application/octet-stream';
  const bytes =
    sizeBytes === undefined
      ? [data ?? PIXEL]
      : filledUp(data ?? Buffer.alloc(0), checkSize(sizeBytes), textOf(seed) ?? '');
  const file = await world.media.write(Readable.from(bytes, { objectMode: false }));
  const filename = textOf(rest.filename);
  const media = world.media.add({ origin: 'inbound', phoneNumberId: number.id, mimeType, filename }, file);
  const url = `${origin}${downloadPath(world, media.id, Date.now() + world.config.mediaUrlTtlMs)}`;
  const content = {
    mime_type: mimeType,
    sha256: Buffer.from(file.sha256Hex, 'hex').toString('base64'),
    id: media.id,
    ...(origin === '' ? {} : { url }),
    ...(type === 'audio' ? { voice: true } : {}),
    ...(type === 'sticker' ? { animated: false } : {}),
    ...rest,
  };
  return { content, media };
}

function checkSize(sizeBytes: unknown): number {
  if (typeof sizeBytes === 'number' && Number.isInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes <= SIZE_MAX_BYTES) {
    return sizeBytes;
  }
  throw new ControlError(`"sizeBytes" must be 0 to ${SIZE_MAX_BYTES}`);
}

/** The data, cut or followed by the key stream of a cipher: quick to make, and as incompressible as a real file. */
function* filledUp(data: Buffer, sizeBytes: number, seed: string): Generator<Buffer> {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK_BYTES);
  yield data.subarray(0, sizeBytes);
  for (let left = sizeBytes - data.length; left > 0; left -= CHUNK_BYTES) {
    yield cipher.update(zeros.subarray(0, Math.min(left, CHUNK_BYTES)));
  }
}
