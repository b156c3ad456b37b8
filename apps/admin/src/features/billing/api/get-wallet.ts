import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** What is in the tenant's wallet, and when it is warned. */
export const walletQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'wallet'),
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/tenants/{tenantId}/wallet', { params: { path: { tenantId } }, signal })),
  });
