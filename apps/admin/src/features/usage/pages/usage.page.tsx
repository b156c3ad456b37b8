import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { PageHeader } from '../../../components/page-header';
import { useTenant } from '../../../lib/tenant';
import { keyNamesQuery, numberNamesQuery } from '../api/list-value-names';
import { tenantUsageSource } from '../api/tenant-usage';
import { UsageExplorer } from '../components/usage-explorer';
import { type NameOf, plainNameOf } from '../lib/value-words';

/** What the tenant sent, and what that cost. */
export function UsagePage() {
  const { id: tenantId } = useTenant();
  const source = useMemo(() => tenantUsageSource(tenantId), [tenantId]);
  // Names make it easier to read; without them the ids have to do.
  const { data: keys } = useQuery(keyNamesQuery(tenantId));
  const { data: numbers } = useQuery(numberNamesQuery(tenantId));
  const nameOf: NameOf = useCallback(
    (dimension, value) => {
      const names = dimension === 'key' ? keys : dimension === 'number' ? numbers : undefined;
      return names?.get(value) ?? plainNameOf(dimension, value);
    },
    [keys, numbers],
  );
  return (
    <>
      <PageHeader title="Usage" description="What was sent and what it cost, over time and by two things at once." />
      <UsageExplorer source={source} nameOf={nameOf} />
    </>
  );
}
