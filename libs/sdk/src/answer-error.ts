import { type ErrorGroup, SwitchboardError, type SwitchboardErrorFields } from './error';
import { retryAfterMsOf } from './retry';

/** What is known of an answer once it was read. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

const GROUPS: Readonly<Record<number, ErrorGroup>> = {
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE',
  429: 'TOO_MANY_REQUESTS',
  502: 'BAD_GATEWAY',
  503: 'UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};

/** Statuses after which the same call can succeed. 504 is missing: its outcome is unknown. */
const RETRYABLE_STATUSES: readonly number[] = [429, 500, 502, 503];
/** Meta's codes for "too many", which it also sends with the status 400. */
const META_THROTTLING_CODES: readonly number[] = [4, 80007, 130429, 131056];
const META_UNKNOWN_OBJECT_SUBCODE = 33;

/** The error that an answer without success stands for, whichever surface it came from. */
export function errorOfAnswer(answer: Answer, idempotencyKey?: string): SwitchboardError {
  const json = jsonOf(answer.text);
  const told = v1Fields(json) ?? graphFields(json) ?? v2Fields(json) ?? foreignFields(answer);
  const { code } = told;
  const group = told.group ?? groupOf(answer.status);
  const isRetryable =
    (RETRYABLE_STATUSES.includes(answer.status) && code !== 'AUTH_005') ||
    code === 'IDEM_001' ||
    group === 'TOO_MANY_REQUESTS';
  const requestId = answer.headers.get('x-request-id') ?? told.requestId;
  const retryAfterMs = retryAfterMsOf(answer.headers.get('retry-after'), Date.now());
  return new SwitchboardError({
    ...told,
    group,
    status: answer.status,
    requestId,
    retryable: isRetryable,
    retryAfterMs,
    idempotencyKey,
  });
}

/** An answer that should have been JSON of ours and is not: a proxy's page, or another server's. */
export function badAnswer(answer: Answer, idempotencyKey?: string): SwitchboardError {
  return new SwitchboardError({
    code: 'BAD_ANSWER',
    group: 'BAD_GATEWAY',
    status: answer.status,
    description: `The server answered ${answer.status} with something that Switchboard does not answer. Is the base URL right?`,
    params: { text: answer.text.slice(0, 200) },
    requestId: answer.headers.get('x-request-id'),
    idempotencyKey,
  });
}

/** The JSON object of a text; undefined when it is none. */
export function jsonOf(text: string): Json | undefined {
  try {
    return objectOf(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

type ToldFields = Pick<SwitchboardErrorFields, 'code' | 'description' | 'params' | 'requestId'> & {
  group?: ErrorGroup;
};

/** `{"isSuccess":false,"errors":{code,group,description,params},"requestId"}` */
function v1Fields(json: Json | undefined): ToldFields | undefined {
  const errors = objectOf(json?.['errors']);
  if (!errors || typeof errors['code'] !== 'string') return undefined;
  return {
    code: errors['code'],
    group: errors['group'] as ErrorGroup | undefined,
    description: textOf(errors['description']) ?? '',
    params: objectOf(errors['params']),
    requestId: textOf(json?.['requestId']),
  };
}

/** `{"error":{message,type,code,error_subcode?,error_data?,fbtrace_id}}` */
function graphFields(json: Json | undefined): ToldFields | undefined {
  const error = objectOf(json?.['error']);
  if (!error || typeof error['code'] !== 'number') return undefined;
  const details = textOf(objectOf(error['error_data'])?.['details']);
  return {
    code: `GRAPH_${error['code']}`,
    group: graphGroup(error),
    description: details ?? textOf(error['message']) ?? '',
    params: { meta: error },
    requestId: textOf(error['fbtrace_id']),
  };
}

/** Meta says 400 where others say 404 and 429. */
function graphGroup(error: Json): ErrorGroup | undefined {
  if (META_THROTTLING_CODES.includes(Number(error['code']))) return 'TOO_MANY_REQUESTS';
  return error['code'] === 100 && error['error_subcode'] === META_UNKNOWN_OBJECT_SUBCODE ? 'NOT_FOUND' : undefined;
}

/** `{"success":false,"error":"NAME","message":"…","details"?,"requestId"}` */
function v2Fields(json: Json | undefined): ToldFields | undefined {
  if (typeof json?.['error'] !== 'string') return undefined;
  return {
    code: json['error'],
    description: textOf(json['message']) ?? '',
    params: objectOf(json['details']),
    requestId: textOf(json['requestId']),
  };
}

function foreignFields({ status, text }: Answer): ToldFields {
  return {
    code: `HTTP_${status}`,
    description: `The server answered ${status} without an error of Switchboard's. Is the base URL right?`,
    params: { text: text.slice(0, 200) },
  };
}

function groupOf(status: number): ErrorGroup {
  return GROUPS[status] ?? (status >= 500 ? 'INTERNAL' : 'BAD_REQUEST');
}

function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
