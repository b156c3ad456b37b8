import { api, call } from '../../../api/client';
import { walletChanged } from './wallet-changed';

/** Sets the balance below which the tenant is warned; zero is never. */
export async function setThreshold(tenantId: string, lowBalanceThreshold: string): Promise<void> {
  await call(
    api.PATCH('/console/v1/tenants/{tenantId}/wallet', {
      params: { path: { tenantId } },
      body: { lowBalanceThreshold },
    }),
  );
  await walletChanged(tenantId);
}
