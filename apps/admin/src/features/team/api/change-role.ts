import { api, call, type Schemas } from '../../../api/client';
import { forgetMembers } from './forget-members';

/** Gives a member, or someone invited, another role. */
export async function changeRole(
  tenantId: string,
  memberId: string,
  role: Schemas['ChangeMemberRequest']['role'],
  isOwn: boolean,
): Promise<void> {
  await call(
    api.PATCH('/console/v1/tenants/{tenantId}/members/{memberId}', {
      params: { path: { tenantId, memberId } },
      body: { role },
    }),
  );
  await forgetMembers(tenantId, isOwn);
}
