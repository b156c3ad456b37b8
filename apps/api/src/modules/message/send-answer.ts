import { type ErrorCode, type ErrorParams, findGraphError, GatewayError, type MetaError } from '@switchboard/contracts';
import { membersOf } from '../../http/json/json-span';
import type { SendAnswer } from './submission.service';

/** What became of a send, for surfaces that tell it in another envelope than v1's. */
export type SendResult =
  | {
      kind: 'accepted';
      /** Meta's answer, the text unchanged. */
      data: string;
    }
  | { kind: 'refused'; error: GatewayError };

/**
 * Reads an answer of the send route, which is kept as v1's text because a repeated Idempotency-Key gets it again byte for byte, on
 * whichever surface it comes.
 */
export function readSendAnswer({ body, error }: Pick<SendAnswer, 'body' | 'error'>): SendResult {
  if (error) return { kind: 'refused', error };
  const data = membersOf(body).find(({ key }) => key === 'data');
  if (data) return { kind: 'accepted', data: body.slice(data.valueStart, data.valueEnd) };
  const { errors } = JSON.parse(body) as { errors: { code: ErrorCode; description: string; params?: ErrorParams } };
  const { code, description, params } = errors;
  return {
    kind: 'refused',
    error: new GatewayError(code, { description, params, metaHttpStatus: metaStatusOf(params) }),
  };
}

/** A replay does not know Meta's status any more: it is the one that Meta's error table has for the code. */
function metaStatusOf(params: ErrorParams | undefined): number | undefined {
  const meta = params?.['meta'] as MetaError | undefined;
  return meta && (findGraphError(meta.code)?.httpStatus ?? undefined);
}
