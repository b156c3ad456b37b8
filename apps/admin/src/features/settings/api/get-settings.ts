import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** What the tenant has decided about itself. */
export const tenantSettingsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'settings'),
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/tenants/{tenantId}/settings', { params: { path: { tenantId } }, signal })),
  });
