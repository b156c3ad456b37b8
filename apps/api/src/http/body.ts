import { GatewayError, LIMITS } from '@switchboard/contracts';
import { fieldError, tooLarge, validationError } from './json/field-errors';
import type { EdgeRequest } from './principal';

/** Bodies larger than a usual message (they carry a file) that one process holds at once: 16 of 24 MiB are 384 MiB. */
const MAX_LARGE_BODIES = 16;
let largeBodies = 0;

/**
 * Reads a request's body, at most `maxBytes` of it. Called after the guards: nothing of a body is read before its sender is known.
 * @throws GatewayError VAL_001 (rule `maxBytes`, or `truncated` when the client goes away half way), SYS_002 when too many
 *   large bodies are held already
 */
export async function readBody(request: EdgeRequest, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  let isLarge = declared > LIMITS.bodyMaxBytes && holdLargeBody(request);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop early must not destroy the connection: the refusal still has to be read (see unread-bodies.ts).
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      isLarge ||= length > LIMITS.bodyMaxBytes && holdLargeBody(request);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw validationError([fieldError([], 'truncated', 'ended too early')]);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

/** Counts a large body until its request has been answered, which is as long as it stays in memory. */
function holdLargeBody(request: EdgeRequest): true {
  if (largeBodies >= MAX_LARGE_BODIES) throw new GatewayError('SYS_002');
  largeBodies += 1;
  request.res?.once('close', () => (largeBodies -= 1));
  return true;
}
