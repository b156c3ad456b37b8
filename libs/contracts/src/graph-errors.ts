/**
 * When a refused request may be sent again: `never`; `backoff`: soon, with growing pauses; `later`: after hours or
 * days, or once the stated cause is gone; `maybe`: Meta does not say.
 */
export type GraphRetry = 'never' | 'backoff' | 'later' | 'maybe';

/** What an error is about. A classification of ours derived from Meta's stated cause, not a field of Meta's. */
export type GraphErrorGroup =
  | 'account'
  | 'authorization'
  | 'delivery'
  | 'direct_send'
  | 'flow'
  | 'generic'
  | 'integrity'
  | 'media'
  | 'mm'
  | 'payments'
  | 'registration'
  | 'request'
  | 'template'
  | 'throttling'
  | 'window';

/** One error of Meta's Cloud API, or a range of codes that share a meaning. */
export interface GraphErrorInfo {
  readonly firstCode: number;
  readonly lastCode: number;
  readonly title: string;
  /** The status that Meta documents; null where it documents none. Decide by the code, never by the status. */
  readonly httpStatus: number | null;
  readonly group: GraphErrorGroup;
  readonly retry: GraphRetry;
}

/** The Cloud API errors that Meta documents (as of November 2026). */
export const GRAPH_ERRORS: readonly GraphErrorInfo[] = [
  { firstCode: 0, lastCode: 0, title: 'AuthException', httpStatus: 401, group: 'authorization', retry: 'never' },
  { firstCode: 1, lastCode: 1, title: 'API Unknown', httpStatus: 400, group: 'generic', retry: 'maybe' },
  { firstCode: 2, lastCode: 2, title: 'API Service', httpStatus: 503, group: 'generic', retry: 'backoff' },
  { firstCode: 3, lastCode: 3, title: 'API Method', httpStatus: 500, group: 'authorization', retry: 'never' },
  { firstCode: 4, lastCode: 4, title: 'API Too Many Calls', httpStatus: 400, group: 'throttling', retry: 'backoff' },
  { firstCode: 10, lastCode: 10, title: 'Permission denied', httpStatus: 403, group: 'authorization', retry: 'never' },
  {
    firstCode: 33,
    lastCode: 33,
    title: 'Parameter value is not valid',
    httpStatus: 400,
    group: 'request',
    retry: 'never',
  },
  { firstCode: 100, lastCode: 100, title: 'Invalid parameter', httpStatus: 400, group: 'request', retry: 'never' },
  {
    firstCode: 190,
    lastCode: 190,
    title: 'Access token has expired',
    httpStatus: 401,
    group: 'authorization',
    retry: 'never',
  },
  { firstCode: 200, lastCode: 299, title: 'API Permission', httpStatus: 403, group: 'authorization', retry: 'never' },
  {
    firstCode: 368,
    lastCode: 368,
    title: 'Temporarily blocked for policies violations',
    httpStatus: 403,
    group: 'integrity',
    retry: 'never',
  },
  {
    firstCode: 80007,
    lastCode: 80007,
    title: 'Rate limit issues',
    httpStatus: 400,
    group: 'throttling',
    retry: 'backoff',
  },
  {
    firstCode: 130429,
    lastCode: 130429,
    title: 'Rate limit hit',
    httpStatus: 400,
    group: 'throttling',
    retry: 'backoff',
  },
  {
    firstCode: 130472,
    lastCode: 130472,
    title: "User's number is part of an experiment",
    httpStatus: 400,
    group: 'delivery',
    retry: 'never',
  },
  {
    firstCode: 130497,
    lastCode: 130497,
    title: 'Business account is restricted from messaging users in this country',
    httpStatus: 403,
    group: 'integrity',
    retry: 'never',
  },
  {
    firstCode: 131000,
    lastCode: 131000,
    title: 'Something went wrong',
    httpStatus: 500,
    group: 'generic',
    retry: 'backoff',
  },
  {
    firstCode: 131005,
    lastCode: 131005,
    title: 'Access denied',
    httpStatus: 403,
    group: 'authorization',
    retry: 'never',
  },
  {
    firstCode: 131008,
    lastCode: 131008,
    title: 'Required parameter is missing',
    httpStatus: 400,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 131009,
    lastCode: 131009,
    title: 'Parameter value is not valid',
    httpStatus: 400,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 131016,
    lastCode: 131016,
    title: 'Service unavailable',
    httpStatus: 500,
    group: 'generic',
    retry: 'backoff',
  },
  {
    firstCode: 131021,
    lastCode: 131021,
    title: 'Recipient cannot be sender',
    httpStatus: 400,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 131026,
    lastCode: 131026,
    title: 'Message undeliverable',
    httpStatus: 400,
    group: 'delivery',
    retry: 'never',
  },
  {
    firstCode: 131030,
    lastCode: 131030,
    title: 'Recipient phone number not in allowed list',
    httpStatus: 400,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 131031,
    lastCode: 131031,
    title: 'Business Account locked',
    httpStatus: 403,
    group: 'integrity',
    retry: 'never',
  },
  {
    firstCode: 131037,
    lastCode: 131037,
    title: 'Display name approval needed',
    httpStatus: 400,
    group: 'account',
    retry: 'never',
  },
  {
    firstCode: 131042,
    lastCode: 131042,
    title: 'Business eligibility payment issue',
    httpStatus: 400,
    group: 'account',
    retry: 'never',
  },
  {
    firstCode: 131045,
    lastCode: 131045,
    title: 'Incorrect certificate',
    httpStatus: 500,
    group: 'account',
    retry: 'never',
  },
  {
    firstCode: 131047,
    lastCode: 131047,
    title: 'Re-engagement message',
    httpStatus: 400,
    group: 'window',
    retry: 'never',
  },
  {
    firstCode: 131048,
    lastCode: 131048,
    title: 'Spam rate limit hit',
    httpStatus: 400,
    group: 'throttling',
    retry: 'later',
  },
  {
    firstCode: 131049,
    lastCode: 131049,
    title: 'Not delivered to maintain healthy ecosystem engagement (per-user marketing limit)',
    httpStatus: 400,
    group: 'delivery',
    retry: 'later',
  },
  {
    firstCode: 131050,
    lastCode: 131050,
    title: 'User stopped marketing messages',
    httpStatus: 400,
    group: 'delivery',
    retry: 'never',
  },
  {
    firstCode: 131051,
    lastCode: 131051,
    title: 'Unsupported message type',
    httpStatus: 400,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 131052,
    lastCode: 131052,
    title: 'Media download error',
    httpStatus: 400,
    group: 'media',
    retry: 'never',
  },
  { firstCode: 131053, lastCode: 131053, title: 'Media upload error', httpStatus: 400, group: 'media', retry: 'never' },
  { firstCode: 131055, lastCode: 131055, title: 'Method not allowed', httpStatus: 400, group: 'mm', retry: 'never' },
  {
    firstCode: 131056,
    lastCode: 131056,
    title: '(Business Account, Consumer Account) pair rate limit hit',
    httpStatus: 400,
    group: 'throttling',
    retry: 'backoff',
  },
  {
    firstCode: 131057,
    lastCode: 131057,
    title: 'Account in maintenance mode',
    httpStatus: 500,
    group: 'account',
    retry: 'backoff',
  },
  {
    firstCode: 131061,
    lastCode: 131061,
    title: 'template has a max price (optimization_spec): must use /marketing_messages',
    httpStatus: null,
    group: 'mm',
    retry: 'never',
  },
  {
    firstCode: 131062,
    lastCode: 131062,
    title: 'BSUID not allowed for this message type',
    httpStatus: null,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 131063,
    lastCode: 131063,
    title: 'Marketing templates disabled on Cloud API',
    httpStatus: null,
    group: 'mm',
    retry: 'never',
  },
  {
    firstCode: 131064,
    lastCode: 131064,
    title: 'WABA exceeded messaging limit due to template classification violations',
    httpStatus: null,
    group: 'throttling',
    retry: 'later',
  },
  {
    firstCode: 132000,
    lastCode: 132000,
    title: 'Template Param Count Mismatch',
    httpStatus: 400,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132001,
    lastCode: 132001,
    title: 'Template does not exist',
    httpStatus: 404,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132005,
    lastCode: 132005,
    title: 'Template Hydrated Text Too Long',
    httpStatus: 400,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132007,
    lastCode: 132007,
    title: 'Template Format Character Policy Violated',
    httpStatus: 400,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132008,
    lastCode: 132008,
    title: '(only listed by pywa)',
    httpStatus: null,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132012,
    lastCode: 132012,
    title: 'Template Parameter Format Mismatch',
    httpStatus: 400,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132015,
    lastCode: 132015,
    title: 'Template is Paused',
    httpStatus: 400,
    group: 'template',
    retry: 'later',
  },
  {
    firstCode: 132016,
    lastCode: 132016,
    title: 'Template is Disabled',
    httpStatus: 400,
    group: 'template',
    retry: 'never',
  },
  {
    firstCode: 132018,
    lastCode: 132018,
    title: 'Template parameter problem (changelog May 2025, v23+)',
    httpStatus: null,
    group: 'template',
    retry: 'never',
  },
  { firstCode: 132068, lastCode: 132068, title: 'Flow is blocked', httpStatus: 400, group: 'flow', retry: 'never' },
  { firstCode: 132069, lastCode: 132069, title: 'Flow is throttled', httpStatus: 400, group: 'flow', retry: 'later' },
  {
    firstCode: 133000,
    lastCode: 133000,
    title: 'Incomplete Deregistration',
    httpStatus: 500,
    group: 'registration',
    retry: 'never',
  },
  {
    firstCode: 133004,
    lastCode: 133004,
    title: 'Server Temporarily Unavailable',
    httpStatus: 503,
    group: 'registration',
    retry: 'backoff',
  },
  {
    firstCode: 133005,
    lastCode: 133005,
    title: 'Two step verification PIN Mismatch',
    httpStatus: 400,
    group: 'registration',
    retry: 'never',
  },
  {
    firstCode: 133006,
    lastCode: 133006,
    title: 'Phone number re-verification needed',
    httpStatus: 400,
    group: 'registration',
    retry: 'never',
  },
  {
    firstCode: 133008,
    lastCode: 133008,
    title: 'Too Many two step verification PIN Guesses',
    httpStatus: 400,
    group: 'registration',
    retry: 'later',
  },
  {
    firstCode: 133009,
    lastCode: 133009,
    title: 'Two step verification PIN Guessed Too Fast',
    httpStatus: 400,
    group: 'registration',
    retry: 'later',
  },
  {
    firstCode: 133010,
    lastCode: 133010,
    title: 'Phone number Not Registered',
    httpStatus: 400,
    group: 'registration',
    retry: 'never',
  },
  {
    firstCode: 133015,
    lastCode: 133015,
    title: 'Please wait a few minutes before attempting to register this phone number',
    httpStatus: 400,
    group: 'registration',
    retry: 'later',
  },
  {
    firstCode: 133016,
    lastCode: 133016,
    title: 'Account register deregister rate limit exceeded',
    httpStatus: 400,
    group: 'throttling',
    retry: 'later',
  },
  {
    firstCode: 134011,
    lastCode: 134011,
    title: 'WhatsApp Payments terms (not accepted)',
    httpStatus: 400,
    group: 'payments',
    retry: 'never',
  },
  {
    firstCode: 134100,
    lastCode: 134100,
    title: 'Only marketing messages supported',
    httpStatus: 400,
    group: 'mm',
    retry: 'never',
  },
  {
    firstCode: 134101,
    lastCode: 134101,
    title: 'Your template is still syncing',
    httpStatus: 400,
    group: 'mm',
    retry: 'later',
  },
  {
    firstCode: 134102,
    lastCode: 134102,
    title: 'Template unavailable for use',
    httpStatus: 500,
    group: 'mm',
    retry: 'never',
  },
  {
    firstCode: 135000,
    lastCode: 135000,
    title: 'Generic user error',
    httpStatus: 400,
    group: 'generic',
    retry: 'never',
  },
  {
    firstCode: 137000,
    lastCode: 137000,
    title: 'recipient_identity_key_hash mismatch',
    httpStatus: null,
    group: 'request',
    retry: 'never',
  },
  {
    firstCode: 139200,
    lastCode: 139200,
    title: 'Direct Send utility or authentication access is blocked',
    httpStatus: null,
    group: 'direct_send',
    retry: 'never',
  },
  { firstCode: 1752041, lastCode: 1752041, title: 'Duplicate Request', httpStatus: 400, group: 'mm', retry: 'never' },
];

const BY_CODE: ReadonlyMap<number, GraphErrorInfo> = new Map(
  GRAPH_ERRORS.filter((info) => info.firstCode === info.lastCode).map((info) => [info.firstCode, info]),
);
const RANGES: readonly GraphErrorInfo[] = GRAPH_ERRORS.filter((info) => info.firstCode !== info.lastCode);

/** What is known of an error code of Meta; undefined for a code that Meta does not document. */
export function findGraphError(code: number): GraphErrorInfo | undefined {
  return BY_CODE.get(code) ?? RANGES.find((info) => code >= info.firstCode && code <= info.lastCode);
}

/** When a request refused with this code may be sent again; a code that Meta does not document counts as `never`. */
export function graphRetry(code: number): GraphRetry {
  return findGraphError(code)?.retry ?? 'never';
}
