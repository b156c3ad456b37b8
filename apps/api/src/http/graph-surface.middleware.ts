import { GatewayError } from '@switchboard/contracts';
import type { NextFunction, Response } from 'express';
import { graphPathOf, isGraphFilePath, withSingleSlashes } from './graph-path';
import type { EdgeRequest } from './principal';
import { NEVER_KEPT } from './never-kept';
import { surfaceOf } from './surface';

/** Gives every answer of the Graph façade the headers that Meta's have, and refuses what only looks like a version of the Graph API. */
export function graphSurface(request: EdgeRequest, response: Response, next: NextFunction): void {
  request.url = withSingleSlashes(request.url);
  if (surfaceOf(request.path) !== 'graph') {
    next();
    return;
  }
  response.set({
    'x-fb-request-id': request.id,
    'x-fb-trace-id': request.id,
    'Cache-Control': NEVER_KEPT,
  });
  const path = graphPathOf(request.path);
  if (path) response.set('facebook-api-version', path.version.toLowerCase());
  next(path || isGraphFilePath(request.path) ? undefined : new GatewayError('ROUTE_001'));
}
