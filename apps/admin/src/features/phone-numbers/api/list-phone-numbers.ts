import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { listQuery, PAGE_ROWS } from '../../../api/list-query';

/** A form offers this many numbers to choose from; the API's most per page. */
const CHOICES_MAX = 200;

/** The tenant's numbers, newest first. */
export const phoneNumbersQuery = (tenantId: string) =>
  listQuery(tenantKey(tenantId, 'phone-numbers', 'list'), (cursor, signal) =>
    call(
      api.GET('/console/v1/tenants/{tenantId}/phone-numbers', {
        params: { path: { tenantId }, query: { cursor, limit: PAGE_ROWS } },
        signal,
      }),
    ),
  );

/** The newest 200 of them at once, for forms and filters. */
export const phoneNumberChoicesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'phone-numbers', 'choices'),
    queryFn: async ({ signal }) => {
      const { items } = await call(
        api.GET('/console/v1/tenants/{tenantId}/phone-numbers', {
          params: { path: { tenantId }, query: { limit: CHOICES_MAX } },
          signal,
        }),
      );
      return items;
    },
  });
