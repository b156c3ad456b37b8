import { api, call, type Schemas } from '../../../api/client';

/** What a message would cost a tenant. Nothing is sent or charged. */
export function quote(tenantId: string, body: Schemas['TenantQuoteBody']): Promise<Schemas['ConsoleQuoteView']> {
  return call(api.POST('/console/v1/tenants/{tenantId}/quote', { params: { path: { tenantId } }, body }));
}
