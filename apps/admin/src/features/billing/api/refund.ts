import { api, call, type Schemas } from '../../../api/client';
import { walletChanged } from './wallet-changed';

/** Gives money back, for a message or in general, once for each key. */
export async function refund(
  tenantId: string,
  body: Schemas['RefundBody'],
  idempotencyKey: string,
): Promise<Schemas['WalletEntryView']> {
  const entry = await call(
    api.POST('/console/v1/tenants/{tenantId}/wallet/refunds', {
      params: { path: { tenantId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );
  await walletChanged(tenantId);
  return entry;
}
