import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const REFRESH_MS = 1_500;

/** What a number and a user wrote to each other lately: at most 100 messages, oldest first. */
export const chatQuery = (tenantId: string, phoneNumberId: string, user: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'virtual-phone', phoneNumberId, 'chat', user),
    queryFn: async ({ signal }) => {
      const { items } = await call(
        api.GET('/console/v1/tenants/{tenantId}/virtual-phone/messages', {
          params: { path: { tenantId }, query: { phoneNumberId, user } },
          signal,
        }),
      );
      return items;
    },
    refetchInterval: REFRESH_MS,
    meta: { quiet: true },
  });
