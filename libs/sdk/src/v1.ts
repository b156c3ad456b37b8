import { badAnswer, jsonOf } from './answer-error';
import type { CallOptions } from './options';
import type { Request, Success, Transport } from './transport';

/** The `data` of an answer of v1 (`{"isSuccess":true,"data":…}`), and the answer it came with. */
export async function callV1<Data>(
  transport: Transport,
  request: Request,
  options?: CallOptions,
): Promise<{ data: Data; answer: Success }> {
  const answer = await transport.call(request, options);
  const json = jsonOf(answer.text);
  if (json?.['isSuccess'] !== true) throw badAnswer(answer, request.idempotencyKey);
  return { data: json['data'] as Data, answer };
}
