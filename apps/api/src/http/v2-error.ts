import {
  type ErrorCode,
  type ErrorParams,
  type FieldError,
  GatewayError,
  type MetaError,
} from '@switchboard/contracts';
import { type ErrorAnswer, retryAfterSecondsOf } from './error-answer';
import type { ProblemError } from './problem';

/** The status of each name of v2; META_ERROR has the one that Meta's answer, or its absence, stands for. */
const STATUSES = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  PLAN_EXPIRED: 403,
  DEVELOPER_PLAN_REQUIRED: 403,
  RATE_LIMITED: 429,
  VALIDATION_ERROR: 400,
  INSUFFICIENT_BALANCE: 402,
  CONFLICT: 409,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  META_ERROR: null,
  UNAVAILABLE: 503,
  INTERNAL_ERROR: 500,
} as const satisfies Record<string, number | null>;

type V2ErrorName = keyof typeof STATUSES;

/** What each of our errors is called on v2. */
const NAMES: Readonly<Record<ErrorCode, V2ErrorName>> = {
  AUTH_001: 'UNAUTHORIZED',
  AUTH_002: 'UNAUTHORIZED',
  AUTH_003: 'UNAUTHORIZED',
  AUTH_004: 'INTERNAL_ERROR',
  AUTH_005: 'INTERNAL_ERROR',
  AUTH_006: 'FORBIDDEN',
  AUTH_007: 'FORBIDDEN',
  AUTH_008: 'FORBIDDEN',
  PLAN_001: 'PLAN_EXPIRED',
  RATE_001: 'RATE_LIMITED',
  VAL_001: 'VALIDATION_ERROR',
  VAL_002: 'VALIDATION_ERROR',
  NUM_001: 'FORBIDDEN',
  NUM_002: 'NOT_FOUND',
  OPT_001: 'FORBIDDEN',
  BILL_001: 'INSUFFICIENT_BALANCE',
  BILL_002: 'INSUFFICIENT_BALANCE',
  IDEM_001: 'CONFLICT',
  IDEM_002: 'CONFLICT',
  GW_001: 'VALIDATION_ERROR',
  GW_002: 'META_ERROR',
  GW_003: 'META_ERROR',
  GW_004: 'META_ERROR',
  GW_005: 'RATE_LIMITED',
  MEDIA_001: 'NOT_FOUND',
  MEDIA_002: 'PAYLOAD_TOO_LARGE',
  MEDIA_003: 'UNSUPPORTED_MEDIA_TYPE',
  MEDIA_004: 'VALIDATION_ERROR',
  MSG_001: 'NOT_FOUND',
  WH_001: 'FORBIDDEN',
  WH_002: 'UNAUTHORIZED',
  WH_003: 'UNAUTHORIZED',
  ROUTE_001: 'NOT_FOUND',
  ROUTE_002: 'METHOD_NOT_ALLOWED',
  SYS_001: 'INTERNAL_ERROR',
  SYS_002: 'UNAVAILABLE',
};

/** The field that an error is about which is not told field by field; the whole body for all others. */
const FIELDS: Partial<Record<ErrorCode, Omit<FieldError, 'message'>>> = {
  VAL_002: { path: 'phoneNumberId', rule: 'required' },
  GW_001: { path: 'components', rule: 'template' },
  MEDIA_004: { path: 'media.link', rule: 'link' },
};

/** What the failures of services that v2 shares with the console are called; of all others nothing is told. */
const PROBLEM_NAMES: Readonly<Record<number, V2ErrorName>> = {
  400: 'VALIDATION_ERROR',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'RATE_LIMITED',
};

/** What v1 calls a breach of its rules and v2 has a name of its own for. */
const TOO_LARGE = 'maxBytes';
const TOO_LARGE_MESSAGE = 'The body is too large. Files go through POST /v2/media/upload, and then by their mediaId.';

/** The answer of v2 to a failure. */
export function v2ErrorAnswer(error: GatewayError, requestId: string): ErrorAnswer {
  const name = nameOf(error);
  const status = STATUSES[name] ?? metaStatusOf(error);
  const details = detailsOf(error, name);
  return {
    status,
    body: JSON.stringify({
      success: false,
      error: name,
      message: messageOf(error, name),
      ...(details === undefined ? {} : { details }),
      requestId,
    }),
    retryAfterSeconds: retryAfterSecondsOf(status, error.params),
  };
}

/** The answer of v2 to a failure that a service shared with the console has told in the console's way. */
export function v2ProblemAnswer(problem: ProblemError, requestId: string): ErrorAnswer {
  const error = PROBLEM_NAMES[problem.status];
  if (!error) return v2ErrorAnswer(new GatewayError('SYS_001'), requestId);
  const { status, message, code: rule } = problem;
  const fields = problem.fields ?? (error === 'VALIDATION_ERROR' ? [{ path: '', rule, message }] : undefined);
  const waitSeconds = Number.parseInt(problem.headers['Retry-After'] ?? '', 10);
  return {
    status,
    body: JSON.stringify({ success: false, error, message, ...(fields && { details: { fields } }), requestId }),
    retryAfterSeconds: retryAfterSecondsOf(status, Number.isNaN(waitSeconds) ? {} : { retry_after: `${waitSeconds}s` }),
  };
}

/**
 * An expired plan and a plan that never had the feature are one code to us, and two names on v2; so are a body that is too large and
 * one that breaks another rule.
 */
function nameOf({ code, params }: GatewayError): V2ErrorName {
  if (code === 'VAL_001' && isTooLarge(params)) return 'PAYLOAD_TOO_LARGE';
  return code === 'PLAN_001' && params?.['feature'] !== undefined ? 'DEVELOPER_PLAN_REQUIRED' : NAMES[code];
}

function isTooLarge(params: ErrorParams | undefined): boolean {
  const fields = params?.['fields'] as readonly FieldError[] | undefined;
  return fields?.some(({ rule }) => rule === TOO_LARGE) ?? false;
}

/** Meta's own status when it refused; it also refuses under a status of success, which cannot be passed on. */
function metaStatusOf({ code, httpStatus, metaHttpStatus }: GatewayError): number {
  const isPassedOn = code === 'GW_002' && metaHttpStatus !== undefined && metaHttpStatus >= 400 && metaHttpStatus < 600;
  return isPassedOn ? metaHttpStatus : httpStatus;
}

/** Meta's words when it refused. */
function messageOf(error: GatewayError, name: V2ErrorName): string {
  if (error.code === 'VAL_001' && name === 'PAYLOAD_TOO_LARGE') return TOO_LARGE_MESSAGE;
  return (error.code === 'GW_002' && metaErrorOf(error)?.message) || error.description;
}

function detailsOf(error: GatewayError, name: V2ErrorName): unknown {
  if (name === 'META_ERROR') return metaErrorOf(error) ?? error.params;
  if (name !== 'VALIDATION_ERROR' || error.params?.['fields'] !== undefined) return error.params;
  const field = { ...(FIELDS[error.code] ?? { path: '', rule: 'request' }), message: error.description };
  return { fields: [field], ...error.params };
}

function metaErrorOf({ params }: GatewayError): MetaError | undefined {
  return params?.['meta'] as MetaError | undefined;
}
