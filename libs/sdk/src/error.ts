/** The coarse class of a failure: the same word on every route, so that a program can decide by it. */
export type ErrorGroup =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'PAYMENT_REQUIRED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UNPROCESSABLE'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL'
  | 'BAD_GATEWAY'
  | 'UNAVAILABLE'
  | 'GATEWAY_TIMEOUT'
  /** Nothing answered, or not in time. */
  | 'NETWORK'
  /** The SDK was called wrongly; nothing was sent. */
  | 'USAGE';

/** What a SwitchboardError is made of. */
export interface SwitchboardErrorFields {
  readonly code: string;
  readonly group: ErrorGroup;
  readonly status: number;
  readonly description: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | null;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly idempotencyKey?: string;
  readonly cause?: unknown;
}

/**
 * Every failure that the SDK reports, except an abort: then the signal's own reason is thrown.
 *
 * `code` is stable. It is one of
 * - the gateway's codes, such as `BILL_001` (see docs/errors.md): sends, the message log, balance, usage, quotes;
 * - `GRAPH_` and the code of Meta's error object, such as `GRAPH_100`: media and templates;
 * - a name of the v2 API, such as `DEVELOPER_PLAN_REQUIRED`: `templates.sync`;
 * - `NETWORK`, `TIMEOUT`: nothing answered; `HTTP_<status>`, `BAD_ANSWER`: something else than Switchboard did;
 * - `MISSING_OPTION`: the call needs an option that was not given;
 * - `WEBHOOK_HEADERS`, `WEBHOOK_TIMESTAMP`, `WEBHOOK_SIGNATURE`, `WEBHOOK_BODY`, `WEBHOOK_SECRET`: from `webhooks.verify`.
 */
export class SwitchboardError extends Error {
  override readonly name = 'SwitchboardError';
  readonly code: string;
  readonly group: ErrorGroup;
  /** The HTTP status of the answer; 0 when there was none. For a webhook: the status that your server should answer. */
  readonly status: number;
  /** For people; may change. */
  readonly description: string;
  /** What the code says there is, such as `fields` with `VAL_001`, or `meta` with Meta's own error object. */
  readonly params: Readonly<Record<string, unknown>> | undefined;
  /** What the operator finds the request by; null when there was no answer. */
  readonly requestId: string | null;
  /**
   * Whether the same call can succeed later without a change. A send that ended in `NETWORK`, `TIMEOUT` or a 5xx must be repeated
   * with `idempotencyKey`, or it may be sent twice.
   */
  readonly retryable: boolean;
  /** How long the server asked to wait; undefined when it did not. */
  readonly retryAfterMs: number | undefined;
  /** The Idempotency-Key that the send carried: give it again to repeat the send without sending twice. */
  readonly idempotencyKey: string | undefined;

  constructor(fields: SwitchboardErrorFields) {
    super(`${fields.code}: ${fields.description}`, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.group = fields.group;
    this.status = fields.status;
    this.description = fields.description;
    this.params = fields.params;
    this.requestId = fields.requestId ?? null;
    this.retryable = fields.retryable ?? false;
    this.retryAfterMs = fields.retryAfterMs;
    this.idempotencyKey = fields.idempotencyKey;
  }
}

/** A call that lacks what it needs. */
export function missingOption(option: string, why: string): SwitchboardError {
  return new SwitchboardError({
    code: 'MISSING_OPTION',
    group: 'USAGE',
    status: 0,
    description: `${why}: give "${option}" to the client or to the call.`,
    params: { option },
  });
}
