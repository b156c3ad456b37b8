import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Gives someone another role; refused for the last operator. */
export async function changePlatformRole(
  id: string,
  platformRole: Schemas['PlatformMemberView']['platformRole'],
): Promise<void> {
  await call(api.PATCH('/console/v1/platform/members/{id}', { params: { path: { id } }, body: { platformRole } }));
  await queryClient.invalidateQueries({ queryKey: platformKey('members') });
}
