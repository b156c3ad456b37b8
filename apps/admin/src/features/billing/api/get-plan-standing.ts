import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** The plan that the tenant holds, its period, and what is used of it. */
export const planStandingQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'plan'),
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/tenants/{tenantId}/plan', { params: { path: { tenantId } }, signal })),
  });
