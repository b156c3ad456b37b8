import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { asProblem, type ApiProblem } from '../../../api/problem';
import { queryClient } from '../../../api/query-client';

/** A message that was refused, and which message that is in the log, where it got so far. */
export class SendRefused extends Error {
  constructor(
    readonly problem: ApiProblem,
    readonly messageId: string | null,
  ) {
    super(problem.detail);
  }
}

/**
 * Sends a message. The same key with the same message is sent once, however often it is asked for.
 * @throws SendRefused
 */
export async function sendMessage(
  tenantId: string,
  body: Schemas['ConsoleSendBody'],
  idempotencyKey: string,
): Promise<Schemas['SentMessageView']> {
  const request = api.POST('/console/v1/tenants/{tenantId}/messages', {
    params: { path: { tenantId }, header: { 'Idempotency-Key': idempotencyKey } },
    body,
  });
  try {
    return await call(request);
  } catch (error) {
    const messageId = await request.then(
      ({ response }) => response.headers.get('x-message-id'),
      () => null,
    );
    throw new SendRefused(asProblem(error), messageId);
  } finally {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'messages', 'list') }),
      queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'wallet') }),
      queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'overview') }),
    ]);
  }
}
