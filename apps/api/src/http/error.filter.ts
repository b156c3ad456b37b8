import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import type { EdgeRequest } from './principal';
import { ProblemError } from './problem';
import { allowedMethods } from './allowed-methods';
import { isDatabaseAway } from './database-away';
import { surfaceOf } from './surface';
import { retryAfterSecondsOf, v1ErrorAnswer } from './v1-error';

/** Turns every failure into the envelope of the surface that was called. Unknown errors say nothing but the request's id. */
@Injectable()
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<EdgeRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = understand(thrown, request, response);
    const answer = surfaceOf(request.path) === 'console' ? asProblem(error) : asGatewayError(error);
    if (httpStatusOf(answer) >= 500) this.log(thrown, request);
    if (response.headersSent) {
      // A stream broke half way: closing is the only way left to say so.
      response.destroy();
      return;
    }
    if (answer instanceof ProblemError) sendProblem(response, request.id, answer);
    else sendV1(response, request.id, answer);
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
    if (allowed.length === 0) return new GatewayError('ROUTE_001');
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

function httpStatusOf(error: GatewayError | ProblemError): number {
  return error instanceof GatewayError ? error.httpStatus : error.status;
}

/** The status of errors that frameworks throw: Nest's, and Express' for what it cannot read. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { status } = (thrown ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

function sendV1(response: Response, requestId: string, error: GatewayError): void {
  const answer = v1ErrorAnswer(error, requestId);
  if (answer.retryAfterSeconds !== null) response.setHeader('Retry-After', answer.retryAfterSeconds);
  response.status(answer.status).type('application/json').send(answer.body);
}

function sendProblem(response: Response, requestId: string, problem: ProblemError): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:switchboard:problem:${problem.code}`,
        title: TITLES[problem.status] ?? 'Error',
        status: problem.status,
        detail: problem.message,
        code: problem.code,
        ...(problem.fields && { fields: problem.fields }),
        requestId,
      }),
    );
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  402: 'Payment required',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Payload too large',
  415: 'Unsupported media type',
  422: 'Unprocessable',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Gateway timeout',
};

/** What the gateway's own errors are called at the console, where it is not just their code. */
const PROBLEM_CODES: Partial<Record<GatewayError['code'], string>> = {
  ROUTE_001: 'not_found',
  ROUTE_002: 'method_not_allowed',
  VAL_001: 'validation_failed',
  SYS_001: 'internal_error',
  SYS_002: 'unavailable',
};

function asProblem(error: GatewayError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error;
  const fields = error.params?.['fields'] as ProblemError['fields'];
  const waitSeconds = retryAfterSecondsOf(error);
  const headers: Record<string, string> = waitSeconds === null ? {} : { 'Retry-After': String(waitSeconds) };
  return new ProblemError(
    error.httpStatus,
    PROBLEM_CODES[error.code] ?? error.code,
    error.description,
    fields,
    headers,
  );
}

/** A console error on another surface can only come from shared code; what matters there is its status. */
function asGatewayError(error: GatewayError | ProblemError): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error.status === 404) return new GatewayError('ROUTE_001');
  return error.fields
    ? new GatewayError('VAL_001', { params: { fields: error.fields } })
    : new GatewayError('SYS_001', { cause: error });
}
