import type { NextFunction, Response } from 'express';
import type { EdgeRequest } from './principal';
import { surfaceOf } from './surface';

/** How long browsers may remember a preflight's answer; Chromium's own maximum. */
const PREFLIGHT_MAX_AGE_SECONDS = 7_200;
const METHODS = 'GET, HEAD, POST, DELETE';
const HEADER_NAMES = /^[\w-]+(?:\s*,\s*[\w-]+)*$/;
/** What pages may read besides the headers that every page may. */
const READABLE_HEADERS = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'ETag',
  'Idempotent-Replayed',
  'Retry-After',
  'X-Message-Id',
  'X-RateLimit-min-Limit',
  'X-RateLimit-min-Remaining',
  'X-RateLimit-sec-Limit',
  'X-RateLimit-sec-Remaining',
  'X-Request-Id',
].join(', ');

/**
 * Lets pages of any origin call the surfaces that take API keys, as the SDK does in browsers. That gives nothing away: a key is never sent
 * by a browser on its own. The console, whose cookie is, stays closed to other origins.
 */
export function crossOrigin(request: EdgeRequest, response: Response, next: NextFunction): void {
  if (request.headers.origin === undefined || !takesKeys(request.path)) {
    next();
    return;
  }
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': READABLE_HEADERS,
  });
  const { 'access-control-request-method': method, 'access-control-request-headers': names = '' } = request.headers;
  if (request.method !== 'OPTIONS' || method === undefined) {
    next();
    return;
  }
  response.set({
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE_SECONDS),
    ...(HEADER_NAMES.test(names) && { 'Access-Control-Allow-Headers': names }),
  });
  response.status(204).end();
}

/** Paths of no surface count as v1's, and take no keys. */
function takesKeys(path: string): boolean {
  const surface = surfaceOf(path);
  return surface === 'v1' ? /^\/v1\//i.test(path) : surface !== 'console';
}
