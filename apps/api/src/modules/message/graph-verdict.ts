import { findGraphError, GatewayError } from '@switchboard/contracts';
import type { GraphRefused, GraphUnknown, GraphUnreachable } from '@switchboard/graph-client';

/** Meta's limits on throughput, on one pair of numbers, and on calls: nothing was sent, the same call may succeed later. */
const LIMIT_CODES = new Set([4, 80007, 130429, 131056]);
const TEMPLATE_PARAMETER_CODES = new Set([132000, 132012]);
const PARAMETER_MISSING = 131008;

/**
 * What the sender of a message is told when Meta did not take it.
 * @param messageId ours, for the outcome that is still open
 */
export function graphError(
  outcome: GraphRefused | GraphUnreachable | GraphUnknown,
  isTemplate: boolean,
  messageId: string | null,
): GatewayError {
  if (outcome.kind === 'unknown') {
    return new GatewayError('GW_004', {
      params: messageId ? { message_id: messageId } : undefined,
      cause: outcome.cause,
    });
  }
  if (outcome.kind === 'unreachable') return new GatewayError('GW_003', { cause: outcome.cause });
  const { code } = outcome.error;
  const params = { meta: outcome.error };
  if (LIMIT_CODES.has(code)) {
    return new GatewayError('GW_005', {
      params: { ...params, retry_after: `${Math.max(1, Math.ceil(outcome.retryAfterSeconds ?? 1))}s` },
    });
  }
  if (TEMPLATE_PARAMETER_CODES.has(code) || (isTemplate && code === PARAMETER_MISSING))
    return new GatewayError('GW_001', { params });
  if (isTokenRejected(code) || isMetasFailure(outcome)) return new GatewayError('GW_003', { params });
  return new GatewayError('GW_002', { params });
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
