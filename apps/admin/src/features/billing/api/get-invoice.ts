import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** One invoice with its lines. */
export const invoiceQuery = (tenantId: string, invoiceId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'invoice', invoiceId),
    queryFn: ({ signal }) =>
      call(
        api.GET('/console/v1/tenants/{tenantId}/invoices/{invoiceId}', {
          params: { path: { tenantId, invoiceId } },
          signal,
        }),
      ),
  });
