import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const FOLLOW_EVERY_MS = 2_500;
/** So long after its last change a message is asked about again and again: what is still to come may take days. */
const FOLLOW_FOR_MS = 10 * 60_000;
const SETTLED = new Set<Schemas['V1Message']['status']>(['read', 'played', 'failed', 'received']);

/** One message by our id or its wamid, with all that happened to it. Asks again while more is likely to happen. */
export const messageQuery = (tenantId: string, messageId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'messages', 'one', messageId),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/messages/{idOrWamid}', {
          params: { path: { tenantId, idOrWamid: messageId } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) => (data && isMoving(data, Date.now()) ? FOLLOW_EVERY_MS : false),
    meta: { quiet: true },
  });

/** Whether something is likely to happen to the message soon. */
function isMoving({ status, updatedAt }: Schemas['V1Message'], nowMs: number): boolean {
  return !SETTLED.has(status) && nowMs - new Date(updatedAt).getTime() < FOLLOW_FOR_MS;
}
