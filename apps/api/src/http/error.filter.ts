import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import { allowedMethods } from './allowed-methods';
import { consoleErrorAnswer, type ProblemAnswer } from './console-error';
import { isDatabaseAway } from './database-away';
import type { ErrorAnswer } from './error-answer';
import { graphErrorAnswer } from './graph-error';
import { mediaErrorAnswer } from './media-error';
import { NEVER_KEPT } from './never-kept';
import type { EdgeRequest } from './principal';
import { ProblemError } from './problem';
import { type Surface, surfaceOf } from './surface';
import { v1ErrorAnswer } from './v1-error';
import { v2ErrorAnswer, v2ProblemAnswer } from './v2-error';

/** The surfaces whose errors are all in the catalogue. */
const GATEWAY_ANSWERS: Readonly<
  Record<Exclude<Surface, 'console'>, (error: GatewayError, request: EdgeRequest) => ErrorAnswer>
> = {
  v1: (error, { id }) => v1ErrorAnswer(error, id),
  v2: (error, { id }) => v2ErrorAnswer(error, id),
  media: (error, { id }) => mediaErrorAnswer(error, id),
  graph: graphErrorAnswer,
};

/** What a handler said about the file that it was going to send; none of it is true of the error that is sent instead. */
const HEADERS_OF_FILES = ['Accept-Ranges', 'Content-Disposition', 'Content-Range', 'ETag', 'Last-Modified'];

/** Turns every failure into the envelope of the surface that was called. Unknown errors say nothing but the request's id. */
@Injectable()
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<EdgeRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = understand(thrown, request, response);
    const surface = surfaceOf(request.path);
    const answer = answerOf(error, surface, request);
    if (answer.status >= 500) this.log(thrown, request);
    if (response.headersSent) {
      // A stream broke half way: closing is the only way left to say so.
      response.destroy();
      return;
    }
    send(response, answer);
  }

  private log(thrown: unknown, request: EdgeRequest): void {
    const { cause } = (thrown ?? {}) as { cause?: unknown };
    this.logger.error({ err: cause ?? thrown, requestId: request.id, method: request.method, path: request.path });
  }
}

function understand(thrown: unknown, request: EdgeRequest, response: Response): GatewayError | ProblemError {
  if (thrown instanceof GatewayError || thrown instanceof ProblemError) return thrown;
  const status = statusOf(thrown);
  if (status === 404) {
    const allowed = allowedMethods(request);
    // A route that answers to this method has passed the request on: what the path names is not there.
    if (allowed.length === 0 || allowed.includes(request.method === 'HEAD' ? 'GET' : request.method))
      return new GatewayError('ROUTE_001');
    response.setHeader('Allow', allowed.join(', '));
    return new GatewayError('ROUTE_002', { params: { allowed } });
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new GatewayError('VAL_001', {
      params: { fields: [{ path: '', rule: 'request', message: 'The request is malformed.' }] },
      cause: thrown,
    });
  }
  return new GatewayError(isDatabaseAway(thrown) ? 'SYS_002' : 'SYS_001', { cause: thrown });
}

/** The status of errors that frameworks throw: Nest's, and Express' for what it cannot read. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { status } = (thrown ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

function answerOf(
  error: GatewayError | ProblemError,
  surface: Surface,
  request: EdgeRequest,
): ErrorAnswer | ProblemAnswer {
  if (surface === 'console') return consoleErrorAnswer(error, request.id);
  if (surface === 'v2' && error instanceof ProblemError) return v2ProblemAnswer(error, request.id);
  return GATEWAY_ANSWERS[surface](asGatewayError(error), request);
}

/** A console error on another surface can only come from shared code; what matters there is its status. */
function asGatewayError(error: GatewayError | ProblemError): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error.status === 404) return new GatewayError('ROUTE_001');
  return error.fields
    ? new GatewayError('VAL_001', { params: { fields: error.fields } })
    : new GatewayError('SYS_001', { cause: error });
}

function send(response: Response, answer: ErrorAnswer | ProblemAnswer): void {
  const isProblem = 'headers' in answer;
  for (const name of HEADERS_OF_FILES) response.removeHeader(name);
  // What is missing or refused now may be there in a moment.
  response.setHeader('Cache-Control', NEVER_KEPT);
  if (isProblem) response.set(answer.headers);
  else {
    if (answer.retryAfterSeconds !== null) response.setHeader('Retry-After', answer.retryAfterSeconds);
    if (answer.challenge !== undefined) response.setHeader('WWW-Authenticate', answer.challenge);
  }
  response
    .status(answer.status)
    .type(isProblem ? 'application/problem+json' : 'application/json')
    .send(answer.body);
}
