import { uuidv7 } from '@switchboard/contracts';
import type { NextFunction, Response } from 'express';
import type { EdgeRequest } from './principal';

const ACCEPTED = /^[A-Za-z0-9._-]{1,128}$/;

/** Gives every request its id, the caller's when it is well-formed, and answers with it in `X-Request-Id`. */
export function requestId(request: EdgeRequest, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  request.id = given !== undefined && ACCEPTED.test(given) ? given : uuidv7();
  response.setHeader('X-Request-Id', request.id);
  next();
}
