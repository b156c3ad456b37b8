import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import type { Fault } from './fault-store';
import type { StoredMedia } from './media-store';
import { atPace } from './pace';
import type { ByteStep } from './pace';

const READ_BYTES = 256 * 1024;

/**
 * Sends the bytes of media as fast as they are taken, unless a fault holds them back, changes them or cuts them off.
 * Media that was deleted since it was found, and a caller who goes away, end the connection.
 */
export async function sendMedia(
  response: ServerResponse,
  media: StoredMedia,
  headers: Readonly<Record<string, string>>,
  fault: Fault | undefined,
): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  const { path, sizeBytes } = media.file;
  const cutAt = fault?.kind === 'cut-off' ? Math.min(fault.afterBytes ?? 0, sizeBytes) : undefined;
  try {
    const handle = await open(path);
    response.writeHead(200, { ...headers, 'content-length': sizeBytes });
    response.flushHeaders();
    const bytes = handle.createReadStream({ highWaterMark: READ_BYTES });
    const step = stepOf(sizeBytes, cutAt, fault);
    if (step === undefined) await pipeline(bytes, response);
    else await pipeline(bytes, step, response, { end: cutAt === undefined });
    if (cutAt !== undefined) response.socket?.destroySoon();
  } catch {
    response.destroy();
  }
}

function stepOf(sizeBytes: number, cutAt: number | undefined, fault: Fault | undefined): ByteStep | undefined {
  if (cutAt !== undefined) return (chunks) => firstBytes(chunks, cutAt);
  if (fault?.kind === 'wrong-bytes') return (chunks) => withWrongEnd(chunks, sizeBytes);
  return fault?.bytesPerSecond === undefined ? undefined : atPace(fault.bytesPerSecond);
}

async function* firstBytes(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of chunks) {
    if (left === 0) return;
    yield chunk.subarray(0, left);
    left -= Math.min(chunk.length, left);
  }
}

/** The last byte is another, so that nothing but the digest tells. */
async function* withWrongEnd(chunks: AsyncIterable<Buffer>, sizeBytes: number): AsyncGenerator<Buffer> {
  let left = sizeBytes;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left === 0) chunk.writeUInt8(chunk.readUInt8(chunk.length - 1) ^ 0xff, chunk.length - 1);
    yield chunk;
  }
}
