import { readBody } from './body';
import type { EdgeRequest } from './principal';

const bodies = new WeakMap<object, Promise<Buffer>>();

/**
 * Reads a request's body for the first time, or gives what was read then. Where the key itself is in the body, the body is read before
 * its handler asks for it.
 * @throws GatewayError as `readBody`
 */
export function readBodyOnce(request: EdgeRequest, maxBytes: number): Promise<Buffer> {
  const known = bodies.get(request);
  if (known) return known;
  const body = readBody(request, maxBytes);
  bodies.set(request, body);
  return body;
}
