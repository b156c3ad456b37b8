import { PageHeader } from '../../../components/page-header';
import { platformUsageSource, tenantOfValue } from '../api/platform-usage';
import { UsageExplorer } from '../components/usage-explorer';
import { type NameOf, plainNameOf } from '../lib/value-words';

const nameOf: NameOf = (dimension, value) =>
  dimension === 'tenant' ? tenantOfValue(value).name : plainNameOf(dimension, value);

/** What all tenants sent, and what they were charged. */
export function PlatformUsagePage() {
  return (
    <>
      <PageHeader
        title="Usage of all tenants"
        description="What all tenants sent and were charged, over time and by two things at once."
      />
      <UsageExplorer source={platformUsageSource} nameOf={nameOf} />
    </>
  );
}
