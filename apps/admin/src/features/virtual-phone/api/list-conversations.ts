import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const REFRESH_MS = 4_000;

/** The users whom a number had to do with last, at most 50, the latest first. */
export const conversationsQuery = (tenantId: string, phoneNumberId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'virtual-phone', phoneNumberId, 'users'),
    queryFn: async ({ signal }) => {
      const { items } = await call(
        api.GET('/console/v1/tenants/{tenantId}/virtual-phone/conversations', {
          params: { path: { tenantId }, query: { phoneNumberId } },
          signal,
        }),
      );
      return items;
    },
    refetchInterval: REFRESH_MS,
    meta: { quiet: true },
  });
