import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Checks the ledger now, and waits for what is found. */
export async function runLedgerCheck(): Promise<Schemas['LedgerReportView']> {
  const report = await call(api.POST('/console/v1/platform/ledger-reports'));
  await Promise.all(
    ['ledger-reports', 'health'].map((resource) => queryClient.invalidateQueries({ queryKey: platformKey(resource) })),
  );
  return report;
}
