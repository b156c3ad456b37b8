import { api, call, type Schemas } from '../../../api/client';
import { walletChanged } from './wallet-changed';

/** Corrects the wallet, once for each key: a positive amount gives, a negative one takes. */
export async function adjust(
  tenantId: string,
  body: Schemas['AdjustmentBody'],
  idempotencyKey: string,
): Promise<Schemas['WalletEntryView']> {
  const entry = await call(
    api.POST('/console/v1/tenants/{tenantId}/wallet/adjustments', {
      params: { path: { tenantId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );
  await walletChanged(tenantId);
  return entry;
}
