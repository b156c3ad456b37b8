import type { IncomingMessage, ServerResponse } from 'node:http';

import { randomHex } from './identifiers';

/** Body of a request in full, or null when it is larger than the limit. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes > maxBytes) resolve(null);
      else resolve(chunks.length === 1 ? (chunks[0]?.toString('utf8') ?? '') : Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
  });
}

/** Writes a whole answer. */
export function writeReply(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export const JSON_TYPE = 'application/json; charset=UTF-8';

const USAGE = JSON.stringify({
  '1020': [{ type: 'whatsapp', call_count: 1, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 }],
});

/** The headers that answers of the Graph carry. @param version empty where the path has none */
export function graphHeaders(version: string, contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    ...(version === '' ? {} : { 'facebook-api-version': version }),
    'x-fb-request-id': `A${randomHex(8)}`,
    'x-fb-trace-id': randomHex(6),
    'x-business-use-case-usage': USAGE,
    'x-app-usage': '{"call_count":1,"total_cputime":1,"total_time":1}',
    'cache-control': 'private, no-cache, no-store, must-revalidate',
  };
}
