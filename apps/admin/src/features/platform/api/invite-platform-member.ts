import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Makes a link with which someone joins; it replaces an earlier one for the same address. */
export async function invitePlatformMember(
  body: Schemas['InvitePlatformMemberRequest'],
): Promise<Schemas['PlatformInvitationView']> {
  const invitation = await call(api.POST('/console/v1/platform/members', { body }));
  await queryClient.invalidateQueries({ queryKey: platformKey('members') });
  return invitation;
}
