import type { Header, Reference } from './document-types';
import type { Route } from './routes';

const count = { type: 'integer', minimum: 0 };

/** Headers of answers, by the names that the document knows them by. */
export const HEADERS: Readonly<Record<string, Header>> = {
  'X-Request-Id': {
    description:
      'The id of the request in logs and errors: the one that was sent, when it is 1 to 128 characters of `[A-Za-z0-9._-]`, else a new one.',
    schema: { type: 'string', minLength: 1, maxLength: 128 },
  },
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'integer', minimum: 0 } },
  'X-RateLimit-sec-Limit': { description: 'Requests that the key may make in any second.', schema: count },
  'X-RateLimit-sec-Remaining': { description: 'Requests that are left of that now.', schema: count },
  'X-RateLimit-min-Limit': { description: 'Requests that the key may make in any minute.', schema: count },
  'X-RateLimit-min-Remaining': { description: 'Requests that are left of that now.', schema: count },
  'X-Message-Id': { description: 'Our id of the message, a UUIDv7.', schema: { type: 'string', format: 'uuid' } },
  'Idempotent-Replayed': {
    description:
      '`true`: this is the answer to an earlier request with the same `Idempotency-Key`, and nothing was done now.',
    schema: { type: 'string', const: 'true' },
  },
  'Content-Disposition': { description: 'How to show the file, and its name (RFC 6266).', schema: { type: 'string' } },
  'Content-Range': { description: 'Which bytes of the file these are.', schema: { type: 'string' } },
  'Accept-Ranges': { description: '`bytes` where parts of the file can be asked for.', schema: { type: 'string' } },
  ETag: { description: 'Of these bytes.', schema: { type: 'string' } },
  'Set-Cookie': { description: 'The session.', schema: { type: 'string' } },
};

const LIMITS = [
  'X-RateLimit-sec-Limit',
  'X-RateLimit-sec-Remaining',
  'X-RateLimit-min-Limit',
  'X-RateLimit-min-Remaining',
];

/** References to headers of the document. */
export function headerReferences(names: readonly string[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Every answer to a key that is known tells what is left of its quota. */
export function headersOfSuccess({ access }: Route, more: readonly string[] = []): Record<string, Reference> {
  return headerReferences(['X-Request-Id', ...(access?.kind === 'key' ? LIMITS : []), ...more]);
}

export function headersOfFailure({ access }: Route, status: number): Record<string, Reference> {
  const limits = access?.kind === 'key' && status !== 401 ? LIMITS : [];
  return headerReferences(['X-Request-Id', ...limits, ...(status === 429 || status === 503 ? ['Retry-After'] : [])]);
}
