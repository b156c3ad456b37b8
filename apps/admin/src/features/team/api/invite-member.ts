import { api, call, type Schemas } from '../../../api/client';
import { forgetMembers } from './forget-members';

/** Invites someone, or makes a new link for an address that is invited already. The answer is the only time that the link is shown. */
export async function inviteMember(
  tenantId: string,
  body: Schemas['InviteMemberRequest'],
): Promise<Schemas['InvitationView']> {
  const invitation = await call(
    api.POST('/console/v1/tenants/{tenantId}/members', { params: { path: { tenantId } }, body }),
  );
  await forgetMembers(tenantId);
  return invitation;
}
