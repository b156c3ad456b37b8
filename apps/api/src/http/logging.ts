import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { AppConfig } from '../config/env';

/** Paths that are asked every few seconds and say nothing new. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** One line a request, with its id and without bodies, keys or query strings. */
export function loggingOptions(config: AppConfig): Params {
  return {
    pinoHttp: {
      level: config.logLevel,
      genReqId: (request: IncomingMessage & { id?: unknown }) => (typeof request.id === 'string' ? request.id : ''),
      autoLogging: { ignore: (request) => QUIET.has(pathOf(request)) },
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
      quietReqLogger: true,
      serializers: {
        req: (request: IncomingMessage & { id?: unknown }) => ({
          id: request.id,
          method: request.method,
          path: pathOf(request),
        }),
        res: (response: ServerResponse) => ({ status: response.statusCode }),
      },
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '';
}
