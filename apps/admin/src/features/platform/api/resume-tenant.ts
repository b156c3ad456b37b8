import { api, call } from '../../../api/client';
import { forgetTenant } from './forget-tenant';

/** Takes a suspension back. */
export async function resumeTenant(tenantId: string): Promise<void> {
  await call(api.POST('/console/v1/tenants/{tenantId}/resume', { params: { path: { tenantId } } }));
  await forgetTenant(tenantId);
}
