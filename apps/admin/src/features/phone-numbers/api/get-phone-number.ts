import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** One number, by our id or Meta's. */
export const phoneNumberQuery = (tenantId: string, pid: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'phone-numbers', 'one', pid),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/phone-numbers/{pid}', { params: { path: { tenantId, pid } }, signal }),
      ),
  });
