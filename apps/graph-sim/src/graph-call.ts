import type { IncomingMessage } from 'node:http';

import type { Fault } from './fault-store';
import { invalidParameter } from './graph-refusal';
import { parseObject } from './json';
import type { JsonObject } from './json';
import type { StoredMedia } from './media-store';
import type { LoggedUpload } from './upload-log';

/** One call to the Graph surface. */
export interface GraphCall {
  readonly request: IncomingMessage;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Such as `v25.0`. */
  readonly version: string;
  /** The object that the call is about. */
  readonly node: string;
  /** What of it, such as `messages`; empty for the object itself. */
  readonly edge: string;
  readonly query: URLSearchParams;
  readonly token: string;
  /** Exact text; empty for multipart bodies, which the upload reads itself. */
  readonly rawBody: string;
  /** The body's parameters, from JSON or a form; null when it is neither. */
  readonly parameters: JsonObject | null;
  /** The upload that this call is. */
  readonly upload?: LoggedUpload;
  /** The fault that strikes this call. */
  readonly fault?: Fault;
}

/** What the Graph answers. */
export interface GraphReply {
  readonly status: number;
  /** A text, or the bytes of media. */
  readonly body: string | StoredMedia;
  /** JSON when absent. */
  readonly contentType?: string;
}

/** A JSON answer. */
export function replyJson(value: unknown): GraphReply {
  return { status: 200, body: JSON.stringify(value) };
}

/** `{"success":true}` */
export function replySuccess(): GraphReply {
  return { status: 200, body: '{"success":true}' };
}

/** @throws GraphRefusal 100 when the body is not understood */
export function needParameters(call: GraphCall): JsonObject {
  if (call.parameters === null) throw invalidParameter('The request body is not valid JSON.');
  return call.parameters;
}

/** The parameters of a body in JSON or, as old SDKs send it, in a form whose values may be JSON; `{}` for no body. */
export function readParameters(contentType: string, rawBody: string): JsonObject | null {
  if (rawBody === '') return {};
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return parseObject(rawBody);
  const entries = [...new URLSearchParams(rawBody)].map(([key, value]) => [key, readFormValue(value)] as const);
  return Object.fromEntries(entries);
}

function readFormValue(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
