import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

/** What a message would cost; nothing is sent. */
export const messageQuoteQuery = (tenantId: string, body: Schemas['MessageQuoteBody']) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'message-quote', body),
    queryFn: ({ signal }) =>
      call(api.POST('/console/v1/tenants/{tenantId}/messages/quote', { params: { path: { tenantId } }, body, signal })),
    retry: false,
    gcTime: 60_000,
    meta: { quiet: true },
  });
