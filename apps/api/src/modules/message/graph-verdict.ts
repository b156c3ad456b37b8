import { GatewayError } from '@switchboard/contracts';
import type { GraphRefused, GraphUnknown, GraphUnreachable } from '@switchboard/graph-client';
import { graphFailure } from '../../graph/graph-failure';

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
  if (outcome.kind === 'unknown' && messageId !== null)
    return new GatewayError('GW_004', { params: { message_id: messageId }, cause: outcome.cause });
  if (outcome.kind === 'refused') {
    const { code } = outcome.error;
    if (TEMPLATE_PARAMETER_CODES.has(code) || (isTemplate && code === PARAMETER_MISSING))
      return new GatewayError('GW_001', { params: { meta: outcome.error } });
  }
  return graphFailure(outcome);
}
