import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Takes someone's role away, or withdraws an invitation; refused for the last operator. */
export async function removePlatformMember(id: string): Promise<void> {
  await call(api.DELETE('/console/v1/platform/members/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: platformKey('members') });
}
