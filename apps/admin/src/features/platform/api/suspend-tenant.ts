import { api, call } from '../../../api/client';
import { forgetTenant } from './forget-tenant';

/** Refuses the tenant's keys from now on; its money and settings stay. */
export async function suspendTenant(tenantId: string): Promise<void> {
  await call(api.POST('/console/v1/tenants/{tenantId}/suspend', { params: { path: { tenantId } } }));
  await forgetTenant(tenantId);
}
