import { api, call, type Schemas } from '../../../api/client';
import { forgetTenant } from './forget-tenant';

/** Opens a tenant with its wallet and plan. */
export async function createTenant(body: Schemas['CreateTenantRequest']): Promise<Schemas['TenantView']> {
  const tenant = await call(api.POST('/console/v1/tenants', { body }));
  await forgetTenant(tenant.id);
  return tenant;
}
