import {
  type ErrorCode,
  type FieldError,
  findGraphError,
  type GatewayError,
  type MetaError,
} from '@switchboard/contracts';
import { type ErrorAnswer, retryAfterSecondsOf } from './error-answer';
import { isGraphFilePath, graphPathOf, unknownComponentsOf } from './graph-path';
import type { EdgeRequest } from './principal';

/** What an error of ours is at Meta. */
interface MetaTerms {
  code: number;
  /** Where it is not the one that Meta's error table has for the code. */
  status?: number;
  /** Where it is not `(#code) title`. */
  message?: string;
  /** Meta says no more about it: there is no `error_data`. */
  isBare?: true;
}

const UNKNOWN_TOKEN: MetaTerms = {
  code: 190,
  message: 'Invalid OAuth access token - Cannot parse access token',
  isBare: true,
};
const INVALID: MetaTerms = { code: 100, message: '(#100) Invalid parameter' };
const PERMISSION: MetaTerms = { code: 10 };
/** Meta's word for a fault of its own that nothing more is said about. */
const SOMETHING_WENT_WRONG: MetaTerms = { code: 131000 };
/** To be tried again a little later. */
const AWAY: MetaTerms = { code: 2 };
const NO_MONEY: MetaTerms = { code: 131042, status: 402 };

/**
 * What each of our errors is called at Meta (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
 * `unknown-object` does not tell what is not there from what is not the caller's, and `unknown-path` is said of edges and versions.
 */
const TERMS: Readonly<Record<ErrorCode, MetaTerms | 'unknown-object' | 'unknown-path'>> = {
  AUTH_001: UNKNOWN_TOKEN,
  AUTH_002: UNKNOWN_TOKEN,
  AUTH_003: UNKNOWN_TOKEN,
  AUTH_004: SOMETHING_WENT_WRONG,
  AUTH_005: SOMETHING_WENT_WRONG,
  AUTH_006: PERMISSION,
  AUTH_007: { code: 200 },
  AUTH_008: { code: 131031 },
  PLAN_001: PERMISSION,
  RATE_001: { code: 130429 },
  VAL_001: INVALID,
  VAL_002: INVALID,
  NUM_001: 'unknown-object',
  NUM_002: 'unknown-object',
  OPT_001: { code: 131050 },
  BILL_001: NO_MONEY,
  BILL_002: NO_MONEY,
  // Meta knows no idempotency: the statuses are those of v1.
  IDEM_001: { ...INVALID, status: 409 },
  IDEM_002: { ...INVALID, status: 422 },
  GW_001: { code: 132012 },
  GW_002: { code: 1 },
  GW_003: AWAY,
  // Not to be sent again, unlike what is said with Meta's status of 500.
  GW_004: { code: 131000, status: 504 },
  GW_005: { code: 130429 },
  MEDIA_001: 'unknown-object',
  MEDIA_002: { code: 131053 },
  MEDIA_003: INVALID,
  MEDIA_004: { code: 131053 },
  MSG_001: 'unknown-object',
  WH_001: INVALID,
  WH_002: INVALID,
  WH_003: INVALID,
  ROUTE_001: 'unknown-path',
  ROUTE_002: 'unknown-object',
  SYS_001: SOMETHING_WENT_WRONG,
  SYS_002: AWAY,
};

/** Which of our errors stand for Meta's own, when they carry one. */
const RELAYED: ReadonlySet<ErrorCode> = new Set(['GW_001', 'GW_002', 'GW_003', 'GW_005']);
/** How many parameters of a template there should be, and are; Meta tells too many or too few from those of a wrong kind. */
const COUNTED = /^\d+ /;

/** What an answer says about its request. */
type Addressee = Pick<EdgeRequest, 'id' | 'method' | 'path'>;
type Refusal = [status: number, error: Omit<MetaError, 'fbtrace_id'>];

/** The façade's answer to a failure: Meta's envelope, with our request's id for Meta's trace id. */
export function graphErrorAnswer(error: GatewayError, request: Addressee): ErrorAnswer {
  const [status, refusal] = relayed(error) ?? ownRefusal(error, request);
  return {
    status,
    body: JSON.stringify({ error: { ...refusal, fbtrace_id: request.id } }),
    retryAfterSeconds: retryAfterSecondsOf(error.httpStatus, error.params),
    ...(status === 401 && { challenge: 'OAuth "Facebook Platform" "invalid_token"' }),
  };
}

/**
 * Meta's own error, where the failure is one that the caller could have met at Meta. Not what Meta says about the access token that is
 * kept here: the caller would take it for its own. What carries no type was not written by Meta but by something in front of it.
 */
function relayed({ code, params, metaHttpStatus = 0 }: GatewayError): Refusal | null {
  const meta = RELAYED.has(code) ? (params?.['meta'] as MetaError | undefined) : undefined;
  if (meta?.type === undefined || isAboutOurToken(code, meta)) return null;
  const isPassedOn = metaHttpStatus >= 400 && metaHttpStatus < 600;
  return [isPassedOn ? metaHttpStatus : (findGraphError(meta.code)?.httpStatus ?? 400), meta];
}

function isAboutOurToken(code: ErrorCode, meta: MetaError): boolean {
  return code === 'GW_003' && findGraphError(meta.code)?.group === 'authorization';
}

function ownRefusal(error: GatewayError, request: Addressee): Refusal {
  const terms = termsOf(error);
  if (terms === 'unknown-path')
    return graphPathOf(request.path)?.node === '' ? unknownObject(request) : unknownPath(request);
  if (terms === 'unknown-object') return isGraphFilePath(request.path) ? expiredAddress() : unknownObject(request);
  const { code, isBare } = terms;
  const info = findGraphError(code);
  return [
    terms.status ?? info?.httpStatus ?? 400,
    {
      message: terms.message ?? `(#${code}) ${info?.title ?? 'Error'}`,
      type: 'OAuthException',
      code,
      ...(!isBare && { error_data: { messaging_product: 'whatsapp', details: detailsOf(error) } }),
    },
  ];
}

function termsOf(error: GatewayError): MetaTerms | 'unknown-object' | 'unknown-path' {
  const meta = error.params?.['meta'] as MetaError | undefined;
  if (meta && isAboutOurToken(error.code, meta)) return SOMETHING_WENT_WRONG;
  const [problem] = problemsOf(error);
  if (error.code !== 'GW_001' || !problem) return TERMS[error.code];
  if (isMissingAtButton(problem)) return { code: 131008 };
  return isAboutCount(problem) ? { code: 132000 } : TERMS.GW_001;
}

function unknownPath({ path }: Addressee): Refusal {
  const message = `Unknown path components: /${unknownComponentsOf(path)}`;
  return [400, { message, type: 'OAuthException', code: 2500 }];
}

function unknownObject({ method, path }: Addressee): Refusal {
  const message =
    `Unsupported ${method.toLowerCase()} request. Object with ID '${graphPathOf(path)?.node ?? ''}' does not exist, cannot be loaded due to ` +
    'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
    'https://developers.facebook.com/docs/graph-api';
  return [400, { message, type: 'GraphMethodException', code: 100, error_subcode: 33 }];
}

function expiredAddress(): Refusal {
  const message = 'The media URL has expired or does not exist';
  return [404, { message, type: 'OAuthException', code: 100, error_subcode: 33 }];
}

interface TemplateProblem {
  component: string;
  expected: string;
  received: string;
}

function problemsOf({ params }: GatewayError): readonly TemplateProblem[] {
  return (params?.['problems'] as readonly TemplateProblem[] | undefined) ?? [];
}

function isAboutCount({ expected, received }: TemplateProblem): boolean {
  return COUNTED.test(expected) && COUNTED.test(received);
}

/** Meta calls the parameter of a button missing where that of a text would be one too few. */
function isMissingAtButton({ component, received }: TemplateProblem): boolean {
  return component.includes('buttons[') && received.startsWith('0 ');
}

/** Some rules name their field themselves. */
function sentenceOf({ path, message }: FieldError): string {
  const subject = path === '' ? 'The request' : path;
  return message.startsWith(`${subject} `) ? message : `${subject} ${message}`;
}

function detailsOf(error: GatewayError): string {
  const fields = (error.params?.['fields'] as readonly FieldError[] | undefined) ?? [];
  if (fields.length > 0) return fields.map(sentenceOf).join('; ');
  const problems = problemsOf(error);
  if (problems.length === 0) return error.description;
  return problems
    .map(({ component, expected, received }) => `${component}: expected ${expected}, received ${received}`)
    .join('; ');
}
