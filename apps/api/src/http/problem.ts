/** One field that was refused: where, by which rule, and in words. */
export interface FieldProblem {
  path: string;
  rule: string;
  message: string;
}

/** A failure of the console API: RFC 9457 `application/problem+json`. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    /** A machine's word for what went wrong, such as `not_found`. */
    readonly code: string,
    detail: string,
    readonly fields?: readonly FieldProblem[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
  }

  static unauthorized(detail = 'Sign in first.'): ProblemError {
    return new ProblemError(401, 'unauthorized', detail);
  }

  static forbidden(detail = 'Your role does not allow this.'): ProblemError {
    return new ProblemError(403, 'forbidden', detail);
  }

  /** Someone else's resource answers with exactly this too. */
  static notFound(what: string): ProblemError {
    return new ProblemError(404, 'not_found', `${what} not found.`);
  }

  static conflict(detail: string): ProblemError {
    return new ProblemError(409, 'conflict', detail);
  }

  static invalid(fields: readonly FieldProblem[]): ProblemError {
    return new ProblemError(400, 'validation_failed', 'Some fields are not valid.', fields);
  }

  static tooMany(retryAfterSeconds: number): ProblemError {
    return new ProblemError(
      429,
      'too_many_requests',
      `Too many attempts. Try again in ${retryAfterSeconds} s.`,
      undefined,
      {
        'Retry-After': String(retryAfterSeconds),
      },
    );
  }
}
