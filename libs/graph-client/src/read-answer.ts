import type { IncomingHttpHeaders } from 'node:http';

import { graphRetry } from '@switchboard/contracts';
import type { JsonValue, MetaError, MetaSendAnswer, MetaSuccess } from '@switchboard/contracts';

import type { GraphAccepted, GraphMessageAccepted, GraphOutcome, GraphRefused, GraphUnknown } from './graph-outcome';

/** A complete HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Statuses by which a proxy says that it passed the request on and got no usable answer. Meta's servers may have
 * taken the message behind it, so without Meta's error object the outcome cannot be known. Any other 4xx or 5xx
 * without an error object was written by whoever refused the request: a 503 of a load balancer without a healthy
 * backend, a 429 of an edge, a 500 of a front end.
 */
const UNKNOWABLE_STATUSES: ReadonlySet<number> = new Set([502, 504, 520, 524]);

/** Meta states one message per six seconds and user (131056) and messages per second (130429). */
const RETRY_AFTER_SECONDS: ReadonlyMap<number, number> = new Map([
  [130429, 1],
  [131056, 6],
  [4, 60],
  [80007, 60],
]);

const ERROR_CODE_API_UNKNOWN = 1;
const ERROR_CODE_API_SERVICE = 2;
const ERROR_CODE_TOO_MANY_CALLS = 4;
const EXCERPT_CHARS = 200;

/** Reads the answer to a sent message: taken only when it names the message. */
export function readMessageAnswer(answer: HttpAnswer): GraphOutcome<GraphMessageAccepted> {
  const json = parseObject(answer.body);
  if (isSuccess(answer.status) && json !== null) {
    const wamid = firstOf(json.messages)?.id;
    if (typeof wamid === 'string' && wamid !== '') {
      const contact = firstOf(json.contacts);
      return {
        kind: 'accepted',
        status: answer.status,
        rawBody: answer.body,
        json: json as unknown as MetaSendAnswer,
        wamid,
        waId: textOf(contact?.wa_id),
        userId: textOf(contact?.user_id),
      };
    }
  }
  return readFailure(answer, json, 'has no message id');
}

/** Reads the answer `{"success":true}` of read receipts and management calls. */
export function readSuccessAnswer(answer: HttpAnswer): GraphOutcome<GraphAccepted<MetaSuccess>> {
  const json = parseObject(answer.body);
  if (isSuccess(answer.status) && json !== null && (json.success === true || json.success === 'true')) {
    return { kind: 'accepted', status: answer.status, rawBody: answer.body, json: { success: true } };
  }
  return readFailure(answer, json, 'does not say success');
}

/** Reads an answer that is any JSON object but an error. */
export function readObjectAnswer<Json>(answer: HttpAnswer): GraphOutcome<GraphAccepted<Json>> {
  const json = parseObject(answer.body);
  if (isSuccess(answer.status) && json !== null && findMetaError(json) === null) {
    return { kind: 'accepted', status: answer.status, rawBody: answer.body, json: json as Json };
  }
  return readFailure(answer, json, 'is not an object');
}

/** Reads an answer that is any JSON but an error. */
export function readJsonAnswer(answer: HttpAnswer): GraphOutcome<GraphAccepted<JsonValue>> {
  const json = parseJson(answer.body);
  const object = isObject(json) ? json : null;
  if (isSuccess(answer.status) && json !== undefined && (object === null || findMetaError(object) === null)) {
    return { kind: 'accepted', status: answer.status, rawBody: answer.body, json };
  }
  return readFailure(answer, object, 'is not JSON');
}

/** Reads an answer that is no success, or a success that lacks what it should have: the complaint says what. */
export function readFailure(
  answer: HttpAnswer,
  json: Record<string, unknown> | null,
  complaint: string,
): GraphRefused | GraphUnknown {
  const error = json === null ? null : findMetaError(json);
  if (error !== null) return refusal(answer, error, true);
  if (isSuccess(answer.status)) {
    return { kind: 'unknown', cause: new Error(`the answer ${answer.status} ${complaint}: ${excerpt(answer.body)}`) };
  }
  if (UNKNOWABLE_STATUSES.has(answer.status)) {
    return { kind: 'unknown', cause: new Error(`a proxy answered ${answer.status} without Meta's error object`) };
  }
  return refusal(answer, errorWithoutEnvelope(answer), false);
}

function refusal(answer: HttpAnswer, error: MetaError, fromMeta: boolean): GraphRefused {
  return {
    kind: 'refused',
    httpStatus: answer.status,
    error,
    fromMeta,
    retryClass: graphRetry(error.code),
    retryAfterSeconds: retryAfterSeconds(answer.headers, error.code),
  };
}

function errorWithoutEnvelope(answer: HttpAnswer): MetaError {
  const message = `HTTP ${answer.status} without Meta's error object`;
  const details = excerpt(answer.body);
  if (answer.status === 429) return { message, code: ERROR_CODE_TOO_MANY_CALLS, error_data: { details } };
  const code = answer.status >= 500 ? ERROR_CODE_API_SERVICE : ERROR_CODE_API_UNKNOWN;
  return { message, code, error_data: { details } };
}

function retryAfterSeconds(headers: IncomingHttpHeaders, code: number): number | undefined {
  const known = RETRY_AFTER_SECONDS.get(code);
  const stated = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(stated) && stated >= 0) return Math.ceil(stated);
  if (known === undefined) return undefined;
  return regainAccessSeconds(headers['x-business-use-case-usage']) ?? known;
}

/** Meta's usage header: `{"<business id>":[{…,"estimated_time_to_regain_access":<minutes>}]}`. */
function regainAccessSeconds(header: string | string[] | undefined): number | undefined {
  const usage = typeof header === 'string' ? parseObject(header) : null;
  if (usage === null) return undefined;
  const minutes = Object.values(usage)
    .flatMap((entries) => (Array.isArray(entries) ? (entries as unknown[]) : []))
    .map((entry) => (isObject(entry) ? Number(entry.estimated_time_to_regain_access) : Number.NaN))
    .filter((value) => value > 0);
  return minutes.length === 0 ? undefined : Math.ceil(Math.max(...minutes) * 60);
}

function findMetaError(json: Record<string, unknown>): MetaError | null {
  const error = json.error;
  if (!isObject(error) || typeof error.code !== 'number') return null;
  return { ...error, code: error.code, message: textOf(error.message) ?? '' };
}

export function parseObject(text: string): Record<string, unknown> | null {
  const value = parseJson(text);
  return isObject(value) ? value : null;
}

/** Undefined for what is not JSON. */
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function firstOf(value: unknown): Record<string, unknown> | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return isObject(first) ? first : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function excerpt(body: string): string {
  return body.length > EXCERPT_CHARS ? `${body.slice(0, EXCERPT_CHARS)}…` : body;
}
