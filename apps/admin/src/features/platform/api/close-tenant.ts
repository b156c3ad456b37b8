import { api, call } from '../../../api/client';
import { forgetTenant } from './forget-tenant';

/** Closes the tenant for good. Nothing of it is erased. */
export async function closeTenant(tenantId: string): Promise<void> {
  await call(api.DELETE('/console/v1/tenants/{tenantId}', { params: { path: { tenantId } } }));
  await forgetTenant(tenantId);
}
