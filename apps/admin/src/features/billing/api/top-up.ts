import { api, call, type Schemas } from '../../../api/client';
import { walletChanged } from './wallet-changed';

/** Adds money that was paid in, once for each key: whoever tries again with the same key gets the first answer. */
export async function topUp(
  tenantId: string,
  body: Schemas['TopUpBody'],
  idempotencyKey: string,
): Promise<Schemas['WalletEntryView']> {
  const entry = await call(
    api.POST('/console/v1/tenants/{tenantId}/wallet/top-ups', {
      params: { path: { tenantId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );
  await walletChanged(tenantId);
  return entry;
}
