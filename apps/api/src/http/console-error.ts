import { GatewayError } from '@switchboard/contracts';
import { retryAfterSecondsOf } from './error-answer';
import { ProblemError } from './problem';

/** An error as the console answers it, as `application/problem+json`. */
export interface ProblemAnswer {
  status: number;
  /** JSON text. */
  body: string;
  headers: Readonly<Record<string, string>>;
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

/** The console's answer to a failure. */
export function consoleErrorAnswer(error: GatewayError | ProblemError, requestId: string): ProblemAnswer {
  const problem = error instanceof ProblemError ? error : asProblem(error);
  return {
    status: problem.status,
    body: JSON.stringify({
      type: `urn:switchboard:problem:${problem.code}`,
      title: TITLES[problem.status] ?? 'Error',
      status: problem.status,
      detail: problem.message,
      code: problem.code,
      ...(problem.fields && { fields: problem.fields }),
      requestId,
    }),
    headers: problem.headers,
  };
}

function asProblem({ code, httpStatus, description, params }: GatewayError): ProblemError {
  const fields = params?.['fields'] as ProblemError['fields'];
  const waitSeconds = retryAfterSecondsOf(httpStatus, params);
  const headers: Record<string, string> = waitSeconds === null ? {} : { 'Retry-After': String(waitSeconds) };
  return new ProblemError(httpStatus, PROBLEM_CODES[code] ?? code, description, fields, headers);
}
