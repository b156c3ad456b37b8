import { findGraphError, GatewayError } from '@switchboard/contracts';
import type { GraphRefused, GraphUnknown, GraphUnreachable } from '@switchboard/graph-client';

/** Meta's limits on throughput, on one pair of numbers, and on calls: nothing was done, the same call may succeed later. */
const LIMIT_CODES = new Set([4, 80007, 130429, 131056]);

/** The code's own sentence is about messages. */
const NO_ANSWER = 'Meta did not answer in time: whether it did what was asked is not known.';

/** What a call that Meta did not take means for whoever asked for it: GW_002 to GW_005. */
export function graphFailure(outcome: GraphRefused | GraphUnreachable | GraphUnknown): GatewayError {
  if (outcome.kind === 'unknown') return new GatewayError('GW_004', { description: NO_ANSWER, cause: outcome.cause });
  if (outcome.kind === 'unreachable') return new GatewayError('GW_003', { cause: outcome.cause });
  const { code } = outcome.error;
  const params = { meta: outcome.error };
  if (LIMIT_CODES.has(code)) {
    const seconds = Math.max(1, Math.ceil(outcome.retryAfterSeconds ?? 1));
    return new GatewayError('GW_005', { params: { ...params, retry_after: `${seconds}s` } });
  }
  const isOurs = isTokenRejected(code) || isMetasFailure(outcome);
  return new GatewayError(isOurs ? 'GW_003' : 'GW_002', { params, metaHttpStatus: outcome.httpStatus });
}

/** The number's access token is not (or no longer) good for the call: an affair of the operator, not of the sender. */
function isTokenRejected(code: number): boolean {
  return findGraphError(code)?.group === 'authorization';
}

/** A failure on Meta's side, by its error table; only for codes that are not in it, by the HTTP status. */
function isMetasFailure(outcome: GraphRefused): boolean {
  const known = outcome.fromMeta ? findGraphError(outcome.error.code) : undefined;
  return known ? known.retry === 'backoff' : outcome.httpStatus >= 500;
}
