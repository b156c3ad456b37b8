/** One field that the server refused: where, by which rule, and in words. */
export interface FieldProblem {
  /** Dots between the parts: `pricing.0.amount`. */
  path: string;
  rule: string;
  message: string;
}

interface ProblemDetails {
  status: number;
  /** A machine's word for what went wrong, such as `not_found`; `network` when no answer came. */
  code: string;
  title: string;
  detail: string;
  fields?: readonly FieldProblem[];
  requestId?: string;
  /** From `Retry-After`. */
  retryAfterSeconds?: number;
}

/** A request that failed: the API's `application/problem+json` (RFC 9457), or what stands for it where none came. */
export class ApiProblem extends Error {
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(details: ProblemDetails) {
    super(details.detail);
    this.name = 'ApiProblem';
    this.status = details.status;
    this.code = details.code;
    this.title = details.title;
    this.detail = details.detail;
    this.fields = details.fields ?? [];
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** No answer came: the connection, a proxy, or the server being away. */
  static network(): ApiProblem {
    return new ApiProblem({
      status: 0,
      code: 'network',
      title: 'No connection',
      detail: 'The server could not be reached. Check your connection and try again.',
    });
  }

  /** The session was over before the request came. It is said where the request was made, and a dialog asks to sign in again. */
  static endedSession(): ApiProblem {
    return new ApiProblem({
      status: 401,
      code: 'session_ended',
      title: 'Your session had ended',
      detail: 'Nothing was done. Sign in again, then try once more.',
    });
  }
}

/** Said instead of HTTP's own words, which are no language for people. */
const PLAIN_TITLES: Readonly<Partial<Record<number, string>>> = {
  400: 'Something is not right',
  401: 'Not accepted',
  403: 'You may not do this',
  409: 'That cannot be done',
};

/** The problem in an answer that was not a success. What is not a problem of ours (a proxy's page, say) becomes one. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const told: Record<string, unknown> = isRecord(body) ? body : {};
  const { code, title, detail, fields, requestId } = told;
  const waitSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiProblem({
    status: response.status,
    code: typeof code === 'string' ? code : `http_${response.status}`,
    title: PLAIN_TITLES[response.status] ?? (typeof title === 'string' ? title : 'The request failed'),
    detail: typeof detail === 'string' ? detail : `The server answered ${response.status} without saying why.`,
    fields: Array.isArray(fields) ? fields.filter(isFieldProblem) : [],
    requestId: typeof requestId === 'string' ? requestId : (response.headers.get('x-request-id') ?? undefined),
    retryAfterSeconds: Number.isFinite(waitSeconds) ? waitSeconds : undefined,
  });
}

/** Anything that was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    status: -1,
    code: 'page_failed',
    title: 'This page failed',
    detail: error instanceof Error && error.message !== '' ? error.message : 'Something unexpected happened.',
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}
