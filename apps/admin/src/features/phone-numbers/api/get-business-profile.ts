import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** What recipients see of the business, as Meta has it now. */
export const businessProfileQuery = (tenantId: string, pid: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'business-profiles', pid),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/profile', {
          params: { path: { tenantId, pid } },
          signal,
        }),
      ),
  });
