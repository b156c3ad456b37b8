import type { GraphRetry, MetaError, MetaSendAnswer } from '@switchboard/contracts';

/** Meta took the call. `rawBody` is its answer byte for byte. */
export interface GraphAccepted<Json> {
  readonly kind: 'accepted';
  readonly status: number;
  readonly rawBody: string;
  readonly json: Json;
}

/** Meta took a message and named it. */
export interface GraphMessageAccepted extends GraphAccepted<MetaSendAnswer> {
  readonly wamid: string;
  /** Absent when the message went to a business-scoped user id. */
  readonly waId?: string;
  readonly userId?: string;
}

/** The other side answered that it did not take the call; nothing was sent and nothing is owed. */
export interface GraphRefused {
  readonly kind: 'refused';
  readonly httpStatus: number;
  /** Meta's error object, or one of ours (`fromMeta: false`) when the answer carried none. */
  readonly error: MetaError;
  readonly fromMeta: boolean;
  readonly retryClass: GraphRetry;
  /** Seconds to wait before the same call can succeed; present for throughput, pair and usage limits. */
  readonly retryAfterSeconds?: number;
}

/**
 * The request was certainly never accepted, because not a byte of it was written: `connect` (DNS, connection
 * refused, TLS, connect timeout), `no-free-connection` (all connections stayed busy until the deadline, or too many
 * calls were waiting), `circuit-open` (the host failed too often just now).
 */
export interface GraphUnreachable {
  readonly kind: 'unreachable';
  readonly reason: 'connect' | 'no-free-connection' | 'circuit-open';
  readonly cause: Error;
  readonly retryAfterSeconds?: number;
}

/** The request was written and its outcome cannot be known: Meta may have taken it. Never send it again blindly. */
export interface GraphUnknown {
  readonly kind: 'unknown';
  readonly cause: Error;
}

/** What became of one call. Expected outcomes are values; a `GraphClient` throws for programming errors only. */
export type GraphOutcome<Accepted> = Accepted | GraphRefused | GraphUnreachable | GraphUnknown;
