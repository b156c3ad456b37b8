import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** After money has moved: what shows it is asked for again. */
export async function walletChanged(tenantId: string): Promise<void> {
  await Promise.all(
    ['wallet', 'wallet-entries', 'overview', 'plan'].map((resource) =>
      queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, resource) }),
    ),
  );
}
