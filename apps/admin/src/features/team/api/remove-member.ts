import { api, call } from '../../../api/client';
import { forgetMembers } from './forget-members';

/** Takes a member out of the tenant, or withdraws an invitation. */
export async function removeMember(tenantId: string, memberId: string, isOwn: boolean): Promise<void> {
  await call(
    api.DELETE('/console/v1/tenants/{tenantId}/members/{memberId}', { params: { path: { tenantId, memberId } } }),
  );
  await forgetMembers(tenantId, isOwn);
}
