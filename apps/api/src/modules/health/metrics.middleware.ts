import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { MetricsService } from './metrics.service';

/** Times every request. */
export function timeRequests(metrics: MetricsService): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startMs = performance.now();
    response.once('finish', () => {
      // Express has set the route by now; what matched none is counted together.
      const route = (request.route as { path?: unknown } | undefined)?.path;
      metrics.observe({
        method: request.method,
        route: typeof route === 'string' ? route : 'none',
        status: response.statusCode,
        seconds: (performance.now() - startMs) / 1_000,
      });
    });
    next();
  };
}
