import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Lets everything about the tenant's endpoints and deliveries be read anew, and the home page that shows how they fare. */
export async function forgetWebhooks(tenantId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'webhooks') }),
    queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'overview') }),
  ]);
}
