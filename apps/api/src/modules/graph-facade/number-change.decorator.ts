import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode, Post } from '@nestjs/common';
import type { Response } from 'express';
import { type ApiKeyPrincipal, type EdgeRequest, keyOf, requestOf } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';

/** A call that changes something, as the guards have let it through. Its body has not been read yet. */
export interface GraphCall {
  key: ApiKeyPrincipal;
  request: EdgeRequest;
  response: Response;
}

/** A route that changes a number at Meta, by POST as all of them are. */
export const NumberChange = (path: string) =>
  applyDecorators(Post(path), HttpCode(200), KeyRoute({ scope: 'templates:write' }));

/** Takes the call itself. What the handler returns is still what is answered. */
export const CurrentCall = createParamDecorator((_: unknown, context: ExecutionContext): GraphCall => {
  const request = requestOf(context);
  return { key: keyOf(request), request, response: context.switchToHttp().getResponse<Response>() };
});
