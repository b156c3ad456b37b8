import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Changes the profile at Meta; what is left out stays. */
export async function changeBusinessProfile(
  tenantId: string,
  pid: string,
  body: Schemas['ChangeProfileRequest'],
): Promise<void> {
  const profile = await call(
    api.PATCH('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/profile', {
      params: { path: { tenantId, pid } },
      body,
    }),
  );
  queryClient.setQueryData(tenantKey(tenantId, 'business-profiles', pid), profile);
}
