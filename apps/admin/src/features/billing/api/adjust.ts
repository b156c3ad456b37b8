import { api, call, type Schemas } from '../../../api/client';
import { walletChanged } from './wallet-changed';

/** Corrects the wallet: a positive amount gives, a negative one takes. */
export async function adjust(tenantId: string, body: Schemas['AdjustmentBody']): Promise<Schemas['WalletEntryView']> {
  const entry = await call(
    api.POST('/console/v1/tenants/{tenantId}/wallet/adjustments', { params: { path: { tenantId } }, body }),
  );
  await walletChanged(tenantId);
  return entry;
}
