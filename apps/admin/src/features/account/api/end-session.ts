import { api, call } from '../../../api/client';
import { accountKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Signs out one of one's own sessions. */
export async function endSession(id: string): Promise<void> {
  await call(api.DELETE('/console/v1/sessions/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: accountKey('sessions') });
}
