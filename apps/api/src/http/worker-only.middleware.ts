import { GatewayError } from '@switchboard/contracts';
import type { NextFunction, Request, Response } from 'express';

const ANSWERED = new Set(['/healthz', '/readyz', '/metrics']);

/** A process without the role `api` answers for its health and nothing else. */
export function workerOnly(request: Request, _response: Response, next: NextFunction): void {
  next(ANSWERED.has(request.path) ? undefined : new GatewayError('ROUTE_001'));
}
