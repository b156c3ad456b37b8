import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** How the copy of each account's templates stands against Meta. */
export const templateSyncsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'templates', 'syncs'),
    queryFn: async ({ signal }) => {
      const { items } = await call(
        api.GET('/console/v1/tenants/{tenantId}/templates/syncs', { params: { path: { tenantId } }, signal }),
      );
      return items;
    },
  });
