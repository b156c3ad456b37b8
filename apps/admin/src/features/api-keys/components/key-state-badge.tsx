import { StatusBadge } from '../../../components/status-badge';
import { useNow } from '../../../lib/use-now';
import type { Schemas } from '../../../api/client';
import { keyState } from '../lib/key-state';

/** Whether a key works, and whether it ends soon. */
export function KeyStateBadge({ apiKey }: { apiKey: Schemas['ApiKeyView'] }) {
  const state = keyState(apiKey, useNow());
  return state === 'ending' ? <StatusBadge status="expired" label="Ends soon" /> : <StatusBadge status={state} />;
}
