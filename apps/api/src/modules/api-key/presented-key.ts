import type { IncomingHttpHeaders } from 'node:http';
import type { Surface } from '../../http/surface';

/**
 * The Authorization header of a request, or what stands for it: v2 takes the bare key in `X-API-Token` too, which counts when there is
 * no Authorization header.
 */
export function authorizationOf(headers: IncomingHttpHeaders, surface: Surface): string | undefined {
  const { authorization, 'x-api-token': token } = headers;
  if (authorization !== undefined || surface !== 'v2' || token === undefined) return authorization;
  return `Bearer ${String(token)}`;
}
