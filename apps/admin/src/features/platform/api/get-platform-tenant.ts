import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** One tenant with what it holds; null when there is none of this id. */
export const platformTenantQuery = (id: string) =>
  queryOptions({
    queryKey: platformKey('tenants', 'one', id),
    queryFn: async ({ signal }): Promise<Schemas['PlatformTenantView'] | null> => {
      const query = { search: id, limit: 1 };
      const { items } = await call(api.GET('/console/v1/platform/tenants', { params: { query }, signal }));
      return items.find((tenant) => tenant.id === id) ?? null;
    },
  });
