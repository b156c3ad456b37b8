import type { JsonValue } from '@switchboard/contracts';

import type { CircuitOptions } from './host-circuit';
import type { MediaLimits } from './media-limits';

export interface GraphClientOptions {
  /** Such as `https://graph.facebook.com`; a path in it is kept in front of every call's path. */
  readonly baseUrl: string;
  /** Such as `v25.0`. */
  readonly version: string;
  /** Deadline of one call, with its retries: from the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Connections to the host (default 256). At Meta's usual 0.2–0.5 s per answer each carries 2–5 messages a second. */
  readonly connections?: number;
  /** Calls that may wait for a free connection (default 8,192); one more is `unreachable` at once. */
  readonly waitingMax?: number;
  /** Default: opens after 20 calls in a row without an answer, probes after 10 s. */
  readonly breaker?: Partial<CircuitOptions>;
  /** Largest answer that is read (default 4 MiB). */
  readonly responseMaxBytes?: number;
  /** Bounds of uploads and downloads that are streamed. */
  readonly media?: Partial<MediaLimits>;
}

export interface SendMessageRequest {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  /** JSON; forwarded byte for byte. */
  readonly body: string;
  /** True for Meta's Marketing Messages Lite endpoint. */
  readonly marketingLite: boolean;
}

export interface UploadMediaRequest {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename: string;
  /** Deadline of this upload; the client's `timeoutMs` when absent. */
  readonly timeoutMs?: number;
}

/** A file that is written piece by piece. */
export interface OpenUploadRequest {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly mimeType: string;
  /** Any text: it is quoted. Meta shows it to nobody. */
  readonly filename: string;
  /** When it is known: the request then states its length, and another number of bytes is refused. */
  readonly sizeBytes?: number;
  /** For a free connection, and again for the answer after the last byte; the client's `timeoutMs` when absent. */
  readonly timeoutMs?: number;
}

/** Names a media object for one of the numbers that may use it. */
export interface MediaRequest {
  readonly mediaId: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
}

/** A call that is passed on to Meta as somebody else made it. */
export interface RelayRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** What follows the version, in its segments, such as `['106540352242922', 'request_code']`; they are encoded here. */
  readonly path: readonly string[];
  /** `access_token` and `appsecret_proof`, which speak for the caller, and `method` and `callback` are left out. */
  readonly query?: URLSearchParams;
  /** Sent as JSON; a call without it has no body and no content type. */
  readonly body?: JsonValue;
  readonly accessToken: string;
}
