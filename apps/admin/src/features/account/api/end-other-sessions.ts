import { api, call } from '../../../api/client';
import { accountKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Signs out everywhere but here. */
export async function endOtherSessions(): Promise<void> {
  await call(api.DELETE('/console/v1/sessions'));
  await queryClient.invalidateQueries({ queryKey: accountKey('sessions') });
}
