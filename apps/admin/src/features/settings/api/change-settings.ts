import { api, call, type Schemas } from '../../../api/client';
import { tenantChanged } from './tenant-changed';

/** Changes what a tenant decides about itself: what is absent stays. */
export async function changeSettings(tenantId: string, body: Schemas['ChangeTenantSettingsRequest']): Promise<void> {
  await call(api.PATCH('/console/v1/tenants/{tenantId}/settings', { params: { path: { tenantId } }, body }));
  await tenantChanged(tenantId);
}
