import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** One template, with all languages of its name. */
export const templateQuery = (tenantId: string, tid: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'templates', 'one', tid),
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/tenants/{tenantId}/templates/{tid}', { params: { path: { tenantId, tid } }, signal })),
  });
