import { api, call, type Schemas } from '../../../api/client';
import { forgetTenant } from '../../platform/api/forget-tenant';

/** Puts the tenant on a plan from now on. */
export async function assignPlan(tenantId: string, body: Schemas['TenantPlan']): Promise<void> {
  await call(api.PUT('/console/v1/tenants/{tenantId}/plan', { params: { path: { tenantId } }, body }));
  await forgetTenant(tenantId);
}
