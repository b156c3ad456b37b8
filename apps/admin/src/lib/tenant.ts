import { queryOptions } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api, call, type Schemas } from '../api/client';
import { tenantKey } from '../api/keys';

/** One tenant: its name, status, plan and currency. */
export const tenantQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'tenant'),
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/tenants/{tenantId}', { params: { path: { tenantId } }, signal })),
  });

/** Tenants by a part of their name; all that the person may see when there is none. */
export const tenantSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['tenants', 'search', search],
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/tenants', { params: { query: { search: search || undefined, limit: 20 } }, signal })),
  });

/** Filled by the layout of `/tenants/$tenantId`. */
export const TenantContext = createContext<Schemas['TenantView'] | null>(null);

/** The tenant whose pages are open: `const { id, currency } = useTenant()`. */
export function useTenant(): Schemas['TenantView'] {
  const tenant = use(TenantContext);
  if (!tenant) throw new Error('useTenant() belongs into pages below /tenants/$tenantId.');
  return tenant;
}
