import { API_SAMPLES as SAMPLES, ERROR_CATALOGUE, type ErrorCode, GatewayError } from '@switchboard/contracts';
import { consoleErrorAnswer } from '../http/console-error';
import { graphErrorAnswer } from '../http/graph-error';
import { mediaErrorAnswer } from '../http/media-error';
import { ProblemError } from '../http/problem';
import type { Surface } from '../http/surface';
import { v1ErrorAnswer } from '../http/v1-error';
import { v2ErrorAnswer, v2ProblemAnswer } from '../http/v2-error';
import type { ApiError } from './thrown-errors';

/** What an error says besides its sentence, for examples. */
const PARAMS: Partial<Record<ErrorCode, Record<string, unknown>>> = {
  AUTH_006: { scope: 'messages:send' },
  PLAN_001: { reason: 'PLAN_EXPIRED', ended_at: SAMPLES.time },
  RATE_001: { limit_type: 'sec', retry_after: '1s' },
  VAL_001: { fields: [{ path: 'to', rule: 'required', message: 'is required, or "recipient" instead' }] },
  GW_002: { meta: { message: '(#131026) Message undeliverable', type: 'OAuthException', code: 131026 } },
  GW_004: { message_id: SAMPLES.messageId },
  GW_005: { retry_after: '1s' },
};

const FIELDS = [{ path: 'name', rule: 'isLength', message: 'name must be longer than or equal to 1 characters' }];

/** The answer of a surface to an error, as the edge would write it. */
export interface RenderedError {
  status: number;
  /** The code of the catalogue, or of the console. */
  code: string;
  /** What the surface calls it. */
  name: string;
  /** What it means, in a sentence. */
  sentence: string;
  contentType: string;
  schema: string;
  body: unknown;
}

const SCHEMAS: Readonly<Record<Surface, string>> = {
  v1: 'V1Error',
  v2: 'V2Error',
  media: 'MediaError',
  graph: 'GraphError',
  console: 'Problem',
};

/** @param request whose errors they are: the façade names it in some */
export function renderError(
  error: ApiError,
  surface: Surface,
  request: { method: string; path: string },
): RenderedError {
  const { status, body } = answerOf(withDetails(error), surface, request);
  const json: unknown = JSON.parse(body);
  const { name, sentence } = wordsOf(surface, json);
  return {
    status,
    code: error.code,
    name,
    sentence,
    contentType: surface === 'console' ? 'application/problem+json' : 'application/json',
    schema: SCHEMAS[surface],
    body: json,
  };
}

/** What an answer calls the error, and says of it. */
function wordsOf(surface: Surface, body: unknown): { name: string; sentence: string } {
  const json = body as Record<'code' | 'detail' | 'message', string> & {
    error: string & { code: string | number; message: string };
    errors: { code: string; description: string };
  };
  switch (surface) {
    case 'console':
      return { name: json.code, sentence: json.detail };
    case 'v1':
      return { name: json.errors.code, sentence: json.errors.description };
    case 'v2':
      return { name: json.error, sentence: json.message };
    case 'media':
    case 'graph':
      return { name: String(json.error.code), sentence: json.error.message };
  }
}

/** As the edge does with what code that the surfaces share has thrown. */
function answerOf(
  error: ApiError,
  surface: Surface,
  request: { method: string; path: string },
): { status: number; body: string } {
  const { requestId: id } = SAMPLES;
  if (surface === 'console') return consoleErrorAnswer(error, id);
  if (surface === 'v2' && error instanceof ProblemError) return v2ProblemAnswer(error, id);
  const ours = error instanceof GatewayError ? error : new GatewayError(codeOf(error), { params: paramsOf(error) });
  if (surface === 'v2') return v2ErrorAnswer(ours, id);
  if (surface === 'media') return mediaErrorAnswer(ours, id);
  return surface === 'graph' ? graphErrorAnswer(ours, { id, ...request }) : v1ErrorAnswer(ours, id);
}

function withDetails(error: ApiError): ApiError {
  if (error instanceof GatewayError) {
    const { code, message, metaHttpStatus } = error;
    return new GatewayError(code, {
      description: message,
      params: exampleParams(error),
      metaHttpStatus: metaHttpStatus ?? (code === 'GW_002' ? 400 : undefined),
    });
  }
  return error.status === 400 && error.code === 'validation_failed' ? ProblemError.invalid(FIELDS) : error;
}

/** What is told of the error itself comes first; of what has a sentence of its own nothing more is known. */
function exampleParams({ code, message, params }: GatewayError): GatewayError['params'] {
  const usual = PARAMS[code] ?? {};
  if (params) return Object.keys(params).every((name) => name in usual) ? { ...usual, ...params } : params;
  return message === ERROR_CATALOGUE[code].description ? PARAMS[code] : undefined;
}

function codeOf(error: ApiError): ErrorCode {
  if (error instanceof GatewayError) return error.code;
  return error.status === 404 ? 'ROUTE_001' : error.status < 500 ? 'VAL_001' : 'SYS_001';
}

function paramsOf(error: ProblemError): Record<string, unknown> | undefined {
  return error.status === 400 ? PARAMS.VAL_001 : undefined;
}
