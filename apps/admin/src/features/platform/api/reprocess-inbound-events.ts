import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { ApiProblem } from '../../../api/problem';
import { queryClient } from '../../../api/query-client';

/** How a round of reprocessing went. */
export interface ReprocessOutcome {
  /** Events that are read again. */
  asked: number;
  /** Events that waited to be read already. */
  waiting: number;
}

/**
 * Has events read again, one after the other; what they changed before they do not change twice.
 * @param onProgress is told after each one how many are done
 * @throws ApiProblem at the first one that the server refuses for another reason than that it waits already
 */
export async function reprocessInboundEvents(
  ids: readonly string[],
  onProgress?: (done: number) => void,
): Promise<ReprocessOutcome> {
  const outcome = { asked: 0, waiting: 0 };
  try {
    for (const [index, id] of ids.entries()) {
      if (await reprocess(id)) outcome.asked += 1;
      else outcome.waiting += 1;
      onProgress?.(index + 1);
    }
  } finally {
    await Promise.all(
      ['inbound-events', 'inbound-event', 'queues', 'health'].map((resource) =>
        queryClient.invalidateQueries({ queryKey: platformKey(resource) }),
      ),
    );
  }
  return outcome;
}

async function reprocess(id: string): Promise<boolean> {
  try {
    await call(api.POST('/console/v1/platform/inbound-events/{id}/reprocess', { params: { path: { id } } }));
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 409) return false;
    throw error;
  }
}
