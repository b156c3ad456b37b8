import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const MOST = 200;

/** What the tenant calls its API keys, by their ids: the newest 200. */
export const keyNamesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'api-keys', 'names'),
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, string>> => {
      const params = { path: { tenantId }, query: { limit: MOST } };
      const { items } = await call(api.GET('/console/v1/tenants/{tenantId}/api-keys', { params, signal }));
      return new Map(items.map(({ id, name }) => [id, name]));
    },
  });

/** The tenant's phone numbers as people know them, by Meta's ids: the newest 200. */
export const numberNamesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'phone-numbers', 'names'),
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, string>> => {
      const params = { path: { tenantId }, query: { limit: MOST } };
      const { items } = await call(api.GET('/console/v1/tenants/{tenantId}/phone-numbers', { params, signal }));
      return new Map(items.map(({ phoneNumberId, displayPhoneNumber }) => [phoneNumberId, displayPhoneNumber]));
    },
  });
