import { GatewayError } from '@switchboard/contracts';
import { fieldError, tooLarge, validationError } from './json/field-errors';
import type { EdgeRequest } from './principal';

/**
 * Reads a request's body, at most `maxBytes` of it. Called after the guards: nothing of a body is read before its sender is known.
 * @throws GatewayError VAL_001 (rule `maxBytes`, or `truncated` when the client goes away half way)
 */
export async function readBody(request: EdgeRequest, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop early must not destroy the connection: the refusal still has to be read.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw validationError([fieldError([], 'truncated', 'ended too early')]);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}
